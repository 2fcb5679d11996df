import type { Sample } from "../model/sample.ts";

/** Time to first token, ms; a request that failed or never spoke is `Infinity`. */
export const ttft = (sample: Sample): number =>
  sample.outcome === "ok" && sample.firstToken !== undefined ? sample.firstToken - sample.sent : Infinity;

/** Time to the end of the answer, ms; a failed request is `Infinity`. */
export const completion = (sample: Sample): number =>
  sample.outcome === "ok" ? sample.end - sample.sent : Infinity;

/** Largest gaps, ms. An answer of one chunk has no gap and is left out; a failed request is `Infinity`. */
export const gaps = (samples: readonly Sample[]): readonly number[] =>
  samples.flatMap((sample) => {
    if (sample.outcome !== "ok") return [Infinity];
    return sample.gapMax === undefined ? [] : [sample.gapMax];
  });
