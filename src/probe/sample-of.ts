import { span } from "../model/latency.ts";
import type { ChunkTimes, Sample } from "../model/sample.ts";
import type { Timed } from "./exchange.ts";
import { given } from "./given.ts";
import { outcomeOf } from "./outcome.ts";

type Place = Pick<Sample, "host" | "rung" | "index" | "lap" | "planned" | "lane">;

/** The sample of a finished exchange. What did not come is absent. */
export function sampleOf(place: Place, timed: Timed): Sample {
  const { sent, flushed, firstByte, end, status, tally, id } = timed;
  const { firstToken, lastToken, promptTokens, outputTokens, cachedTokens, told, chunks } = tally;
  const [outcome, error] = outcomeOf(timed);
  const server = { serverTtft: told?.firstToken, serverRate: told?.rate };
  return {
    ...place,
    ...{ sent, end, status, outcome, error },
    chunks: chunks.length,
    ...given({
      flushed,
      firstByte,
      firstToken,
      lastToken,
      promptTokens,
      outputTokens,
      cachedTokens,
      ...server,
      resent: timed.resent || undefined,
      id,
    }),
    ...pauses(chunks),
  };
}

/** When each chunk came, from `sent` on. */
export const chunkTimesOf = (place: Place, { sent, tally }: Timed): ChunkTimes => ({
  ...{ rung: place.rung, index: place.index },
  ...(place.lap !== undefined && { lap: place.lap }),
  steps: steps([sent, ...tally.chunks]),
});

/** Microseconds from each time, in ms, to the next. */
const steps = (times: readonly number[]): readonly number[] =>
  times.slice(1).map((time, before) => Math.round(span(times[before] ?? time, time) * 1000));

/** The largest and the mean gap, ms; absent below two chunks. */
function pauses(chunks: readonly number[]): Pick<Sample, "gapMax" | "gapMean"> {
  const [first, last] = [chunks[0], chunks.at(-1)];
  if (first === undefined || last === undefined || chunks.length < 2) return {};
  const gapMax = steps(chunks).reduce((most, gap) => Math.max(most, gap), 0) / 1000;
  return { gapMax, gapMean: Math.round((span(first, last) / (chunks.length - 1)) * 1000) / 1000 };
}
