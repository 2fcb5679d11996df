import type { Comparison, Rule } from "../model/rule.ts";
import type { Estimate, Interval } from "../statistics/interval.ts";
import { ratioEstimate } from "../statistics/ratio-estimate.ts";
import { holds, isCeiling } from "./comparison.ts";
import type { Known } from "./limit.ts";

/** What an estimate says about a limit, when it may be wrong on each side with a chance of `level`. */
export interface Certainty {
  /** True when the rule holds wherever in its interval the truth lies. */
  readonly passes: (level: number) => boolean;
  /** True when it is broken wherever the truth lies. */
  readonly fails: (level: number) => boolean;
  /** The smallest worsening that would have shown, as a share; `Infinity` when none would. */
  readonly sees: (level: number) => number;
}

/** Holds an estimate against a fixed number, or its ratio to the baseline against a factor. */
export function certainty(estimate: Estimate, { comparison }: Rule, { base, value }: Known): Certainty {
  const compared = base === undefined ? estimate : ratioEstimate(estimate, base.estimate, base.noise);
  const limit = base === undefined ? value : base.factor;
  return {
    passes: (level) => isWithin(compared.at(level), comparison, limit),
    fails: (level) => isBeyond(compared.at(level), comparison, limit),
    sees: (level) => worsening(compared.at(level), comparison),
  };
}

function isWithin({ low, high }: Interval, comparison: Comparison, limit: number): boolean {
  if (comparison === "==") return low === limit && high === limit;
  return holds(isCeiling(comparison) ? high : low, comparison, limit);
}

function isBeyond({ low, high }: Interval, comparison: Comparison, limit: number): boolean {
  if (comparison === "==") return limit < low || limit > high;
  const nearest = isCeiling(comparison) ? low : high;
  return !Number.isNaN(nearest) && !holds(nearest, comparison, limit);
}

const worsening = ({ point, low, high }: Interval, comparison: Comparison): number =>
  isCeiling(comparison) ? high / point - 1 : 1 - low / point;
