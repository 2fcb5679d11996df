import { Agent as PlainAgent } from "node:http";
import { Agent as TlsAgent } from "node:https";
import { prompt } from "../load/prompt.ts";
import { clockSince } from "./clock.ts";
import type { Dialect } from "./dialect.ts";
import { DIALECTS } from "./dialects.ts";
import { exchange, type Timed } from "./exchange.ts";
import type { ClientData } from "./message.ts";

const REQUEST_TIMEOUT_MS = 60_000;

/** Which request of the climb. */
export interface Turn {
  readonly rung: number;
  readonly index: number;
  /** `warm` asks for one token and is discarded. */
  readonly purpose: "warm" | "measure";
}

/** Sends the requests of one climb over connections that are kept open. */
export function caller(data: ClientData): (turn: Turn) => Promise<Timed> {
  const { config } = data;
  const dialect = DIALECTS[config.api ?? "openai-chat"];
  const url = new URL(`${config.url.replace(/\/+$/, "")}${dialect.path}`);
  const agent = agentOf(data, url);
  const now = clockSince(data.origin);
  const timeoutMs = config.requestTimeoutMs ?? REQUEST_TIMEOUT_MS;
  const fixed = { url, agent, now, timeoutMs, dialect, apiKey: config.apiKey };
  return (turn) => exchange({ ...fixed, body: bodyOf(data, dialect, turn) });
}

function agentOf({ config, ca }: ClientData, url: URL): PlainAgent {
  const streams = Math.max(...config.rungs);
  const pool = { keepAlive: true, maxSockets: streams, maxFreeSockets: streams };
  if (url.protocol === "http:") return new PlainAgent(pool);
  const name = config.serverName === undefined ? {} : { servername: config.serverName };
  // Said aloud, because NODE_TLS_REJECT_UNAUTHORIZED=0 in somebody's shell would else turn it off.
  return new TlsAgent({ ...pool, rejectUnauthorized: true, ...name, ...(ca === undefined ? {} : { ca }) });
}

function bodyOf({ config, nonce }: ClientData, dialect: Dialect, { rung, index, purpose }: Turn): string {
  const measured = purpose === "measure";
  const words = prompt({
    nonce: `${nonce}-${purpose}-${rung}-${index}`,
    seed: rung * 100_000 + index,
    tokens: measured ? config.promptTokens : 1,
  });
  const outputTokens = measured ? config.outputTokens : 1;
  return JSON.stringify(dialect.body({ model: config.model, prompt: words, outputTokens }));
}
