import type { Estimate, Interval } from "./interval.ts";

/**
 * The ratio of two independent positive estimates. Its interval is made of theirs by the method of variance estimates
 * recovery (MOVER: Donner and Zou, 2012) on the logarithm:
 *
 *     low = r - sqrt((a - la)^2 + (ub - b)^2)     high = r + sqrt((ua - a)^2 + (b - lb)^2)
 *
 * with a and b the logarithms of the two points, r = a - b, and l and u the logarithms of their ends.
 */
export function ratioEstimate(over: Estimate, under: Estimate): Estimate {
  const point = over.point / under.point;
  const at = (level: number): Interval => ({ point, ...ends(over.at(level), under.at(level)) });
  return { point, effective: Math.min(over.effective, under.effective), at };
}

function ends(over: Interval, under: Interval): { readonly low: number; readonly high: number } {
  const ratio = over.point / under.point;
  return {
    low: ratio * Math.exp(-Math.hypot(distance(over.low, over.point), distance(under.point, under.high))),
    high: ratio * Math.exp(Math.hypot(distance(over.point, over.high), distance(under.low, under.point))),
  };
}

/** How far apart on the logarithm; without end when one of them is. */
const distance = (low: number, high: number): number =>
  low <= 0 || !Number.isFinite(high) ? (low === high ? 0 : Infinity) : Math.log(high / low);
