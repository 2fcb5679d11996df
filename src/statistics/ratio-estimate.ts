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
  const at = (level: number): Interval => ({
    point,
    ...ends(over.at(level), under.at(level), noise === undefined ? 0 : runToRun(noise, level)),
  });
  return { point, effective: Math.min(over.effective, under.effective), at };
}

const runToRun = ({ spread, runs }: RunNoise, level: number): number =>
  studentQuantile(1 - level, runs - 1) * spread * Math.SQRT2;

function ends(
  over: Interval,
  under: Interval,
  noise: number,
): { readonly low: number; readonly high: number } {
  const ratio = over.point / under.point;
  return {
    low:
      ratio * Math.exp(-Math.hypot(distance(over.low, over.point), distance(under.point, under.high), noise)),
    high:
      ratio * Math.exp(Math.hypot(distance(over.point, over.high), distance(under.low, under.point), noise)),
  };
}

/** How far apart on the logarithm; without end when one of them is. */
const distance = (low: number, high: number): number =>
  low <= 0 || !Number.isFinite(high) ? (low === high ? 0 : Infinity) : Math.log(high / low);
