import type { Metric } from "../model/rule.ts";
import type { Estimate, Interval } from "../statistics/interval.ts";
import { ratioEstimate } from "../statistics/ratio-estimate.ts";
import { figure } from "./figure.ts";
import type { Known } from "./limit.ts";

/** What a rule without a verdict was held against, at which level. */
export interface Undecided {
  readonly metric: Metric;
  readonly estimate: Estimate;
  readonly bound: Known;
  readonly level: number;
  /** Digits that tell the ends from the limit. */
  readonly more: number;
}

/** `380 ms to 460 ms`, `412 ms or more`. */
export const between = (metric: Metric, interval: Interval, more = 0): string =>
  ends(interval, (value) => figure(metric, value, more));

/**
 * Where the truth lies, as far as it is known: `412 ms or more`. Against a baseline the ratio decides, and the baseline is not known
 * exactly either: `412 ms or more, 2.31 to 4.05 times a baseline of 104 ms to 190 ms`.
 */
export function lies({ metric, estimate, bound: { base }, level, more }: Undecided): string {
  const own = between(metric, estimate.at(level), more);
  if (base === undefined) return own;
  const ratio = ends(ratioEstimate(estimate, base.estimate, base.noise).at(level), (value) =>
    multiple(value, base.factor),
  );
  return `${own}, ${ratio} times a baseline of ${between(metric, base.estimate.at(level))}`;
}

/** With so many digits that one beyond the factor does not look like it. */
function multiple(value: number, factor: number): string {
  const digits = [2, 3, 4, 5].find((one) => value.toFixed(one) !== factor.toFixed(one)) ?? 6;
  return value.toFixed(digits);
}

function ends({ low, high }: Interval, told: (value: number) => string): string {
  const from = low > 0 ? told(low) : "0";
  return high === Infinity ? `${from} or more` : `${from} to ${told(high)}`;
}
