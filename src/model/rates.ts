import { footing, isBrief, LEAST_ANSWERS } from "./footing.ts";
import type { LoadMeasurement } from "./load-measurement.ts";
import { isFailed, type Sample } from "./sample.ts";
import type { Span } from "./steady.ts";

const SECOND_MS = 1000;
const HOUR_MS = 3_600_000;

/**
 * What a rung brought per time, all its streams together, over its steady parts; nothing where there are none.
 *
 * The output of an answer is taken to come evenly between its first token and its last one; an answer that comes whole comes at its
 * end, a failed one brings nothing. A plain count would depend on how many answers the edges cut, and on whether streams that began
 * together still end together. So what comes is weighted by Welch's window, 6u(1-u) over the span 0..1: of mean 1, and 0 at both edges.
 */
export function ratesOf(
  samples: readonly Sample[],
  steady: readonly Span[],
): Pick<LoadMeasurement, "steady" | "throughput" | "jobs" | "rough"> {
  if (steady.length === 0) return {};
  const answers = samples.filter((sample) => !isFailed(sample));
  const time = steady.reduce((sum, { from, until }) => sum + (until - from), 0);
  const per = (amount: (sample: Sample) => number): number =>
    answers.reduce((sum, sample) => sum + amount(sample) * weight(sample, steady), 0) / time;
  const on = footing(samples, steady);
  return {
    steady,
    throughput: SECOND_MS * per(({ outputTokens = 0 }) => outputTokens),
    jobs: HOUR_MS * per(() => 1),
    ...((isBrief(on) || on.answers < LEAST_ANSWERS) && { rough: true as const }),
  };
}

const weight = ({ firstToken, lastToken, end }: Sample, steady: readonly Span[]): number =>
  steady.reduce((sum, span) => sum + welch(firstToken ?? end, lastToken ?? end, span), 0);

/** The mean weight of what comes evenly between two moments. */
function welch(first: number, last: number, { from, until }: Span): number {
  const [a, b] = [first, last].map((at) => (at - from) / (until - from)) as [number, number];
  if (b - a > 1e-9) return (upTo(b) - upTo(a)) / (b - a);
  return a < 0 || a > 1 ? 0 : 6 * a * (1 - a);
}

/** The weight that lies before a moment. */
function upTo(moment: number): number {
  const u = Math.min(1, Math.max(0, moment));
  return u * u * (3 - 2 * u);
}
