import { correlationTime } from "./correlation-time.ts";
import { studentQuantile } from "./distributions.ts";
import type { Estimate } from "./interval.ts";

/** What one request brought, and how long it took. */
export interface Yield {
  readonly amount: number;
  readonly time: number;
}

/**
 * The relative uncertainty of a rate `sum(amount) / sum(time)`, on top of a rate that was measured as `point`. By the
 * ratio estimator (Cochran, Sampling Techniques, 6): the residuals `amount - rate * time` have mean zero, and their
 * spread over the root of the effective number is the standard error. Fewer than three yields give no estimate.
 */
export function rateEstimate(point: number, yields: readonly Yield[]): Estimate | undefined {
  const [amount, time] = [sum(yields, (one) => one.amount), sum(yields, (one) => one.time)];
  if (yields.length < 3 || !(amount > 0) || !(time > 0)) return undefined;
  const residuals = yields.map((one) => one.amount - (amount / time) * one.time);
  const effective = Math.max(3, Math.floor(yields.length / correlationTime(residuals)));
  const spread = Math.sqrt(residuals.reduce((total, one) => total + one * one, 0) / (yields.length - 1));
  const error = spread / Math.sqrt(effective) / (amount / yields.length);
  const at = (level: number) => {
    const factor = Math.exp(studentQuantile(1 - level, effective - 1) * error);
    return { point, low: point / factor, high: point * factor };
  };
  return { point, effective, at };
}

const sum = (yields: readonly Yield[], of: (one: Yield) => number): number =>
  yields.reduce((total, one) => total + of(one), 0);
