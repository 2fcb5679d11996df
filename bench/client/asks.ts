import { Agent } from "node:http";
import { urlToHttpOptions } from "node:url";
import { request, Agent as UndiciAgent } from "undici";
import { openAiChat } from "../../src/probe/api/openai-chat.ts";
import { clockSince } from "../../src/probe/clock.ts";
import { exchange } from "../../src/probe/exchange.ts";
import { type Answer, nanosNow, takeClocks } from "./cell.ts";

/** Asks once and waits for the end of the answer. */
export type Ask = (path: string) => Promise<Answer>;

const BODY = "a".repeat(1024);

/** The product's client, as the ladder uses it. */
function ours(base: string, streams: number): Ask {
  const agent = new Agent({ keepAlive: true, maxSockets: streams, maxFreeSockets: streams });
  const origin = process.hrtime.bigint();
  const now = clockSince(origin);
  const targets = new Map(
    ["/now", `/stream?${streams}`].map((path) => [path, urlToHttpOptions(new URL(base + path))]),
  );
  const nanos = (ms: number): number => Number(origin) + Math.round(ms * 1e6);
  return async (path) => {
    const clocks: number[] = [];
    const frames: typeof openAiChat.frames = (event) => {
      takeClocks(event.data, clocks);
      return openAiChat.frames(event);
    };
    const fixed = { agent, now, timeoutMs: 60_000, apiKey: "k", body: BODY };
    const timed = await exchange({
      ...fixed,
      target: targets.get(path) ?? {},
      dialect: { ...openAiChat, frames },
    });
    return { sent: nanos(timed.sent), stamps: timed.tally.chunks.map(nanos), clocks };
  };
}

/** Reads a body piece by piece; each piece is stamped before it is read. */
async function readOut(sent: number, body: AsyncIterable<Uint8Array>): Promise<Answer> {
  const [stamps, clocks]: [number[], number[]] = [[], []];
  const decoder = new TextDecoder();
  let rest = "";
  for await (const piece of body) {
    const seen = nanosNow();
    const events = (rest + decoder.decode(piece, { stream: true })).split("\n\n");
    rest = events.pop() ?? "";
    for (const event of events) {
      if (!takeClocks(event, clocks)) continue;
      JSON.parse(event.slice("data: ".length));
      stamps.push(seen);
    }
  }
  return { sent, stamps, clocks };
}

const fetched =
  (base: string): Ask =>
  async (path) => {
    const sent = nanosNow();
    const response = await fetch(base + path, { method: "POST", body: BODY });
    return readOut(sent, response.body as unknown as AsyncIterable<Uint8Array>);
  };

function undici(base: string, streams: number): Ask {
  const dispatcher = new UndiciAgent({ connections: streams, pipelining: 1 });
  return async (path) => {
    const sent = nanosNow();
    const { body } = await request(base + path, { method: "POST", body: BODY, dispatcher });
    return readOut(sent, body);
  };
}

/** Clients that run in Node. */
export const ASKS = { espalier: ours, fetch: fetched, undici } as const;
export type ClientName = keyof typeof ASKS;
