import { correlationTime } from "./correlation-time.ts";
import { binomialAtMost } from "./distributions.ts";
import type { Estimate } from "./interval.ts";
import { quantile, type Sorted, sorted } from "./quantile.ts";

/**
 * The quantile `q` of a series in the order of time, with its order-statistic interval.
 *
 * Of n independent values a binomial number lies below the true quantile, whatever the distribution; so two of the
 * ordered values enclose it with known certainty (Hahn and Meeker, Statistical Intervals, 5.2). Neighbouring requests
 * are not independent: n is divided by the correlation time of the indicator "beyond the quantile", and the ranks that
 * this smaller sample gives are read as shares of the whole. Values may be `Infinity`; an empty series gives no estimate.
 */
export function quantileEstimate(series: readonly number[], q: number): Estimate | undefined {
  const ranked = sorted(series);
  const point = quantile(ranked, q);
  if (point === undefined) return undefined;
  const effective = Math.max(1, Math.floor(series.length / exceedanceTime(series, point)));
  const at = (level: number) => ({ point, ...ends(ranked, { q, effective, level }) });
  return { point, effective, at };
}

const exceedanceTime = (series: readonly number[], limit: number): number =>
  correlationTime(series.map((value) => (value > limit ? 1 : 0)));

interface Wanted {
  readonly q: number;
  readonly effective: number;
  readonly level: number;
}

function ends(ranked: Sorted, wanted: Wanted): { readonly low: number; readonly high: number } {
  const { effective } = wanted;
  const share = ranked.length / effective;
  const low = lowRank(wanted);
  const high = highRank(wanted);
  return {
    low:
      low < 1 ? Number.NEGATIVE_INFINITY : (ranked[Math.max(1, Math.floor(low * share)) - 1] ?? Number.NaN),
    high: high > effective ? Infinity : (ranked[Math.ceil(high * share - 1e-9) - 1] ?? Number.NaN),
  };
}

/** The largest rank whose value is above the true quantile with a chance of `level` at most; 0 when there is none. */
const lowRank = ({ q, effective, level }: Wanted): number =>
  leastRank(effective, (rank) => binomialAtMost(rank - 1, effective, q) > level) - 1;

/** The least rank whose value is below the true quantile with a chance of `level` at most; n + 1 when there is none. */
const highRank = ({ q, effective, level }: Wanted): number =>
  leastRank(effective, (rank) => 1 - binomialAtMost(rank - 1, effective, q) <= level);

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
