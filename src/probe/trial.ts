import { randomUUID } from "node:crypto";
import { Failure } from "../model/failure.ts";
import { caller } from "./caller.ts";
import type { ClientConfig } from "./message.ts";
import { outcomeOf } from "./outcome.ts";
import { seatsOf } from "./seat.ts";

/** A model that has to be read from disk first may take this long, ms. */
const PATIENCE_MS = 300_000;

/**
 * Sends one short request, which loads the model, and one like the longest of the ladder's first stream; gives how long the latter took,
 * ms. Throws `Failure` `model-silent` with the server's own words when one of them does not come to its proper end.
 */
export async function trial(config: ClientConfig): Promise<number> {
  const call = caller({
    config: { ...config, requestTimeoutMs: PATIENCE_MS },
    origin: process.hrtime.bigint(),
    nonce: randomUUID(),
  });
  const [seat] = seatsOf(config);
  const size = seat.sizes.reduce((most, one) => (one.promptTokens > most.promptTokens ? one : most));
  const tried = async (purpose: "warm" | "measure"): Promise<number> => {
    const timed = await call({ rung: 1, index: 0, purpose, seat, size });
    const [outcome, said] = outcomeOf(timed);
    if (outcome !== "ok") throw silentModel(config, [timed.status || outcome, said].join(" "));
    return timed.end - timed.sent;
  };
  await tried("warm");
  return tried("measure");
}

const silentModel = ({ model, url }: ClientConfig, saw: string): Failure =>
  new Failure({
    code: "model-silent",
    subject: `${model} at ${url}`,
    saw: `one request for a chat completion came to no good end (${saw.trim()})`,
    hint: "see the engine's log; choose another model with --model, or name a key with --key",
  });
