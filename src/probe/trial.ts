import { randomUUID } from "node:crypto";
import { isStreaming } from "../model/api.ts";
import { Failure } from "../model/failure.ts";
import type { Size } from "../model/workload.ts";
import { caller } from "./caller.ts";
import type { ClientConfig } from "./message.ts";
import { outcomeOf } from "./outcome.ts";
import { type Seat, seatsOf, sizeAt } from "./seat.ts";

/** A model that has to be read from disk first may take this long, ms. */
const PATIENCE_MS = 300_000;

/**
 * Sends one short request to each model that the ladder asks, which loads it, and one like the longest of the ladder's first stream;
 * gives how long the latter took, ms. Throws `Failure` `model-silent` with the server's own words when one of them does not come to
 * its proper end.
 */
export async function trial(config: ClientConfig): Promise<number> {
  const call = caller({
    config: { ...config, requestTimeoutMs: PATIENCE_MS },
    origin: process.hrtime.bigint(),
    nonce: randomUUID(),
  });
  const tried = async (seat: Seat, purpose: "warm" | "measure"): Promise<number> => {
    const timed = await call({ rung: 1, index: 0, purpose, seat, size: longest(seat) });
    const [outcome, said] = outcomeOf(timed);
    if (outcome !== "ok") throw silentModel(config, seat, [timed.status || outcome, said].join(" "));
    return timed.end - timed.sent;
  };
  const seats = seatsOf(config);
  for (const seat of onePerModel(seats)) await tried(seat, "warm");
  return tried(seats[0], "measure");
}

const onePerModel = (seats: readonly Seat[]): readonly Seat[] =>
  seats.filter(
    (one, at) => seats.findIndex(({ model, api }) => model === one.model && api === one.api) === at,
  );

const longest = ({ sizes }: Seat): Size =>
  sizes.reduce((most, one) => (one.promptTokens > most.promptTokens ? one : most), sizeAt({ sizes }, 0));

function silentModel({ model, url }: ClientConfig, seat: Seat, saw: string): Failure {
  const option = seat.model === model ? "--model" : "--embed-model";
  const wanted = isStreaming(seat.api) ? "a completion" : "vectors";
  return new Failure({
    code: "model-silent",
    subject: `${seat.model} at ${url}`,
    saw: `one request for ${wanted} (${seat.api}) came to no good end: ${saw.trim()}`,
    hint: `see the engine's log; choose another model with ${option}, or name a key with --key`,
  });
}
