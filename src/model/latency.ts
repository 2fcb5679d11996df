import type { Sample } from "./sample.ts";

/** Time between two stamps, ms, to the microsecond: the clock gives no more, and floating point adds noise. */
export const span = (from: number, to: number): number => Math.round((to - from) * 1000) / 1000;

/** From when a person would have waited: where a time was planned, a client that was late is no excuse for the server. */
const due = ({ planned, sent }: Sample): number => planned ?? sent;

/** Time to first token, ms; a request that failed or never spoke is `Infinity`. */
export const ttft = (sample: Sample): number =>
  sample.outcome === "ok" && sample.firstToken !== undefined
    ? span(due(sample), sample.firstToken)
    : Infinity;

/** Time to the end of the answer, ms; a failed request is `Infinity`. */
export const completion = (sample: Sample): number =>
  sample.outcome === "ok" ? span(due(sample), sample.end) : Infinity;

/** Largest gaps, ms. An answer of one chunk has no gap and is left out; a failed request is `Infinity`. */
export const gaps = (samples: readonly Sample[]): readonly number[] =>
  samples.flatMap((sample) => {
    if (sample.outcome !== "ok") return [Infinity];
    return sample.gapMax === undefined ? [] : [sample.gapMax];
  });

/**
 * Mean times between two tokens of an answer, ms, by the server's own count: a chunk may hold several tokens. Those of the first
 * chunk carry no time between them, so that of tokens evenly spread over `c` chunks `(c - 1) / c` are counted: all but one where each has
 * a chunk. An answer of fewer than two chunks or tokens, or without a count, has none and is left out; a failed request is `Infinity`.
 */
export const itls = (samples: readonly Sample[]): readonly number[] =>
  samples.flatMap((sample) => {
    if (sample.outcome !== "ok") return [Infinity];
    const { firstToken, lastToken = sample.end, chunks, outputTokens = 0 } = sample;
    if (firstToken === undefined || chunks < 2 || outputTokens < 2) return [];
    return [span(firstToken, lastToken) / (outputTokens - outputTokens / chunks)];
  });
