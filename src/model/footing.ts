import { isFailed, type Sample } from "./sample.ts";
import type { Span } from "./steady.ts";

/** Fewer answers than these tell nothing of how evenly a rung runs. */
export const LEAST_ANSWERS = 10;

/** So many requests have ended, at least, for each that is still under way when the last one is sent. */
const LEAST_ROUNDS = 3;

/** What the rates of a rung stand on: requests in its steady parts. */
export interface Footing {
  /** Whole answers that ended there. */
  readonly answers: number;
  /** Requests that ended there, failed ones among them, and those that had not when the last one was sent. */
  readonly ended: number;
  readonly underWay: number;
}

/** The requests that ended within a span. */
export const endedIn = (samples: readonly Sample[], { from, until }: Span): readonly Sample[] =>
  samples.filter(({ end }) => end >= from && end <= until);

/** What the rates of some requests stand on. */
export function footing(samples: readonly Sample[], steady: readonly Span[]): Footing {
  const ended = steady.flatMap((span) => endedIn(samples, span));
  const underWay = steady.flatMap(({ until }) =>
    samples.filter(({ sent, end }) => sent <= until && end > until),
  );
  return {
    answers: ended.filter((sample) => !isFailed(sample)).length,
    ended: ended.length,
    underWay: underWay.length,
  };
}

/** True where so much is still under way at the end of the steady part that its edges weigh too much. */
export const isBrief = ({ ended, underWay }: Footing): boolean => ended < LEAST_ROUNDS * underWay;
