import { studentQuantile } from "./distributions.ts";
import type { Estimate, Interval } from "./interval.ts";

/** How much the same thing differs from one run to the next: standard deviation of its logarithm, over so many runs. */
export interface RunNoise {
  readonly spread: number;
  readonly runs: number;
}

/**
 * The ratio of two independent positive estimates. Its interval is made of theirs by the method of variance estimates
 * recovery (MOVER: Donner and Zou, 2012) on the logarithm:
 *
 *     low = r - sqrt((a - la)^2 + (ub - b)^2)     high = r + sqrt((ua - a)^2 + (b - lb)^2)
 *
 * with a and b the logarithms of the two points, r = a - b, and l and u the logarithms of their ends. Where they come from
 * different runs, the noise of both runs stands under the root, too: t times the spread, twice squared.
 */
export function ratioEstimate(over: Estimate, under: Estimate, noise?: RunNoise): Estimate {
  const point = over.point / under.point;
  const base = noise === undefined ? under : acrossRuns(under, noise);
  const at = (level: number): Interval => ({ point, ...ends(over.at(level), base.at(level)) });
  return { point, effective: Math.min(over.effective, under.effective), at };
}

/** What another run may be held against: an estimate of one run, with what both runs differ by anyway. */
export function acrossRuns(estimate: Estimate, noise: RunNoise): Estimate {
  const at = (level: number): Interval => {
    const { point, low, high } = estimate.at(level);
    const apart = runToRun(noise, level);
    return {
      point,
      low: point * Math.exp(-Math.hypot(distance(low, point), apart)),
      high: point * Math.exp(Math.hypot(distance(point, high), apart)),
    };
  };
  return { ...estimate, at };
}

const runToRun = ({ spread, runs }: RunNoise, level: number): number =>
  studentQuantile(1 - level, runs - 1) * spread * Math.SQRT2;

/** Where the point of the first has no end, its logarithm has no distances: the ends are then divided, which is wider. */
function ends(over: Interval, under: Interval): { readonly low: number; readonly high: number } {
  if (over.point === Infinity) return { low: over.low / under.high, high: Infinity };
  const ratio = over.point / under.point;
  return {
    low: ratio * Math.exp(-Math.hypot(distance(over.low, over.point), distance(under.point, under.high))),
    high: ratio * Math.exp(Math.hypot(distance(over.point, over.high), distance(under.low, under.point))),
  };
}

/** How far apart on the logarithm; without end when one of them is. */
const distance = (low: number, high: number): number =>
  low <= 0 || !Number.isFinite(high) ? (low === high ? 0 : Infinity) : Math.log(high / low);
