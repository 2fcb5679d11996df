import { Agent } from "node:http";
import { urlToHttpOptions } from "node:url";
import { clockSince } from "./clock.ts";
import { DIALECTS } from "./dialects.ts";
import { exchange } from "./exchange.ts";

/** A song that is not over by then has broken, ms. */
const PATIENCE_MS = 10_000;

/** When the pieces of one song were stamped, ms of the climb's clock; `undefined` when it broke off. */
export type Heard = readonly number[] | undefined;

interface Perch {
  readonly port: number;
  readonly origin: bigint;
  readonly isOver: () => boolean;
}

/** Hears one song after another, with the code that reads the server; the last one to its end. One is always heard. */
export async function hearCanary(
  { port, origin, isOver }: Perch,
  take: (heard: Heard) => void,
): Promise<void> {
  const dialect = DIALECTS["openai-chat"];
  const target = urlToHttpOptions(new URL(`http://127.0.0.1:${port}${dialect.path}`));
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const call = { target, agent, dialect, now: clockSince(origin), timeoutMs: PATIENCE_MS };
  do {
    const { tally, ending } = await exchange({ ...call, body: "{}", apiKey: "-" });
    take(ending.kind === "closed" && tally.doneAt !== undefined ? tally.chunks : undefined);
  } while (!isOver());
  agent.destroy();
}
