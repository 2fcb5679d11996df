import { correlationTime } from "./correlation-time.ts";
import { binomialAtMost } from "./distributions.ts";
import type { Estimate } from "./interval.ts";
import { quantile, type Sorted, sorted } from "./quantile.ts";

/**
 * Differences below 5 % are nothing that anybody acts on, and on a steady host they come in long waves: a p95 of 75 ms
 * among values from 72 to 77 ms. How alike neighbours are is asked twice, of any difference and of such as matter.
 */
const MATTERS = 1.05;

/**
 * The quantile `q` of a series in the order of time, with its order-statistic interval.
 *
 * Of n independent values a binomial number lies below the true quantile, whatever the distribution; so two of the
 * ordered values enclose it with known certainty (Hahn and Meeker, Statistical Intervals, 5.2). Neighbouring requests
 * are not independent: n is divided by the correlation time of the indicator "beyond the quantile", and the ranks that
 * this smaller sample gives are read as shares of the whole. An end may come nearer, though never nearer than 5 %, when
 * the indicator "beyond it by 5 %" allows that. Values may be `Infinity`; an empty series gives no estimate.
 */
export function quantileEstimate(series: readonly number[], q: number): Estimate | undefined {
  const ranked = sorted(series);
  const point = quantile(ranked, q);
  if (point === undefined) return undefined;
  const [strict, above, below] = [point, point * MATTERS, point / MATTERS].map((limit) =>
    effectiveAt(series, limit),
  ) as [number, number, number];
  return {
    point,
    effective: strict,
    at: (level) => {
      const low = (effective: number): number => lowEnd(ranked, { q, effective, level });
      const high = (effective: number): number => highEnd(ranked, { q, effective, level });
      return {
        point,
        low: Math.max(low(strict), Math.min(low(below), point / MATTERS)),
        high: Math.min(high(strict), Math.max(high(above), point * MATTERS)),
      };
    },
  };
}

/** As many independent values would know as much about what lies beyond a limit; nothing does beyond `Infinity`, and there it is asked what lies at it. */
function effectiveAt(series: readonly number[], limit: number): number {
  const isBeyond = (value: number): boolean => (limit === Infinity ? value === limit : value > limit);
  const marks = series.map((value) => (isBeyond(value) ? 1 : 0));
  return Math.max(1, Math.floor(series.length / correlationTime(marks)));
}

interface Wanted {
  readonly q: number;
  readonly effective: number;
  readonly level: number;
}

/** The largest value that is above the true quantile with a chance of `level` at most. */
function lowEnd(ranked: Sorted, { q, effective, level }: Wanted): number {
  const rank = leastRank(effective, (one) => binomialAtMost(one - 1, effective, q) > level) - 1;
  if (rank < 1) return Number.NEGATIVE_INFINITY;
  const share = ranked.length / effective;
  return ranked[Math.max(1, Math.floor(rank * share)) - 1] ?? Number.NaN;
}

/** The least value that is below the true quantile with a chance of `level` at most. */
function highEnd(ranked: Sorted, { q, effective, level }: Wanted): number {
  const rank = leastRank(effective, (one) => 1 - binomialAtMost(one - 1, effective, q) <= level);
  if (rank > effective) return Infinity;
  const share = ranked.length / effective;
  return ranked[Math.ceil(rank * share - 1e-9) - 1] ?? Number.NaN;
}

/** The least rank from 1 on that does it, where every larger one does; n + 1 when none does. */
function leastRank(most: number, does: (rank: number) => boolean): number {
  let [low, high] = [1, most + 1];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (does(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
