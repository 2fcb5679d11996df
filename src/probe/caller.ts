import { Agent as PlainAgent } from "node:http";
import { Agent as TlsAgent } from "node:https";
import { urlToHttpOptions } from "node:url";
import { corpusWords, prompt } from "../load/prompt.ts";
import { APIS, type Api } from "../model/api.ts";
import { digestOf, hexOf } from "../model/digest.ts";
import type { Size } from "../model/workload.ts";
import { clockSince } from "./clock.ts";
import { DIALECTS } from "./dialects.ts";
import { exchange, type Target, type Timed } from "./exchange.ts";
import type { ClientConfig, ClientData } from "./message.ts";
import type { Seat } from "./seat.ts";

const REQUEST_TIMEOUT_MS = 60_000;

/** Connections of an open loop at most; what comes beyond them waits, and is timed from when it should have left. */
const MOST_CONNECTIONS = 1024;

/** Which request of the climb. */
export interface Turn {
  readonly rung: number;
  readonly index: number;
  /** `warm` asks for one token and is discarded. */
  readonly purpose: "warm" | "measure";
  readonly seat: Seat;
  readonly size: Size;
}

/** Sends the requests of one climb over connections that are kept open. */
export function caller(data: ClientData): (turn: Turn) => Promise<Timed> {
  const { config } = data;
  const base = config.url.replace(/\/+$/, "");
  const agent = agentOf(data, new URL(base));
  const now = clockSince(data.origin);
  const timeoutMs = config.requestTimeoutMs ?? REQUEST_TIMEOUT_MS;
  const write = writer(data);
  const targets = mapped((path) => urlToHttpOptions(new URL(`${base}${path}`)));
  return (turn) => {
    const { api, apiKey } = turn.seat;
    const [dialect, target] = [DIALECTS[api], targets[api]];
    return exchange({ target, agent, now, timeoutMs, dialect, apiKey, body: write(turn) });
  };
}

/** Something for the path of every API. */
const mapped = (of: (path: string) => Target): Readonly<Record<Api, Target>> =>
  Object.fromEntries(APIS.map((api) => [api, of(DIALECTS[api].path)])) as Record<Api, Target>;

function agentOf({ config, ca }: ClientData, url: URL): PlainAgent {
  const streams = streamsOf(config);
  const pool = { keepAlive: true, maxSockets: streams, maxFreeSockets: streams };
  if (url.protocol === "http:") return new PlainAgent(pool);
  const name = config.serverName === undefined ? {} : { servername: config.serverName };
  // Said aloud, because NODE_TLS_REJECT_UNAUTHORIZED=0 in somebody's shell would else turn it off.
  return new TlsAgent({ ...pool, rejectUnauthorized: true, ...name, ...(ca === undefined ? {} : { ca }) });
}

const streamsOf = ({ rungs, workload }: ClientConfig): number =>
  workload?.perMinute === undefined ? Math.max(...rungs) : MOST_CONNECTIONS;

/** Writes the body of each request. */
function writer({ config, nonce, corpus: text }: ClientData): (turn: Turn) => string {
  const corpus = text === undefined ? undefined : corpusWords(text, config.corpusFile ?? "");
  return ({ rung, index, purpose, seat, size }) => {
    const { promptTokens, outputTokens } =
      purpose === "measure" ? size : { promptTokens: 1, outputTokens: 1 };
    const seed = rung * 100_000 + index;
    const words = prompt({
      nonce: nonceOf(nonce, `${purpose}-${rung}-${index}`),
      seed,
      tokens: promptTokens,
      corpus,
    });
    return JSON.stringify(DIALECTS[seat.api].body({ model: seat.model, prompt: words, outputTokens }));
  };
}

/**
 * Differs from the first letter on: engines remember prompts by their beginning, and a word that all requests of a climb
 * share would be read only once.
 */
const nonceOf = (nonce: string, turn: string): string =>
  `${hexOf(digestOf(`${nonce} ${turn}`)).slice(0, 16)}-${turn}`;
