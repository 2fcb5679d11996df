import type { Metric } from "../model/gate.ts";
import type { Estimate, Interval } from "../statistics/interval.ts";
import { ratioEstimate } from "../statistics/ratio-estimate.ts";
import type { Known } from "./certainty.ts";
import { figure } from "./figure.ts";

/** What a rule without a verdict was held against, at which level. */
export interface Undecided {
  readonly metric: Metric;
  readonly estimate: Estimate;
  readonly bound: Known;
  readonly level: number;
}

/** `380 ms to 460 ms`, `412 ms or more`. */
export const between = (metric: Metric, interval: Interval): string =>
  ends(interval, (value) => figure(metric, value));

/**
 * Where the truth lies, as far as it is known: `412 ms or more`. Against a baseline the ratio decides, and the baseline is not known
 * exactly either: `412 ms or more, 2.31 to 4.05 times a baseline of 104 ms to 190 ms`.
 */
export function lies({ metric, estimate, bound: { base }, level }: Undecided): string {
  const own = between(metric, estimate.at(level));
  if (base === undefined) return own;
  const ratio = ends(ratioEstimate(estimate, base.estimate, base.noise).at(level), (value) =>
    value.toFixed(2),
  );
  return `${own}, ${ratio} times a baseline of ${between(metric, base.estimate.at(level))}`;
}

function ends({ low, high }: Interval, told: (value: number) => string): string {
  const from = low > 0 ? told(low) : "0";
  return high === Infinity ? `${from} or more` : `${from} to ${told(high)}`;
}
