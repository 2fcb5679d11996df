import { correlationTime } from "./correlation-time.ts";
import { studentQuantile } from "./distributions.ts";
import type { Estimate } from "./interval.ts";

/** What one request brought, and how long it took. */
export interface Yield {
  readonly amount: number;
  readonly time: number;
}

/** Counting with Welch's window, 6u(1-u), knows as much as counting five sixths of what is there: the mean of its square is 1.2. */
const WINDOWED = Math.sqrt(1.2);

/**
 * The uncertainty of a rate `sum(amount) / sum(time)` that was measured as `point` with Welch's window. By the
 * ratio estimator (Cochran, Sampling Techniques, 6): the residuals `amount - rate * time` have mean zero, and their
 * spread over the root of the effective number is the standard error. Of several views of the same rate the widest counts.
 * A view of fewer than three yields, or of none that brought something, gives no estimate.
 */
export function rateEstimate(point: number, views: readonly (readonly Yield[])[]): Estimate | undefined {
  const errors = views.map(relativeError);
  if (!errors.every((one) => one !== undefined)) return undefined;
  const at = (level: number) => {
    const most = Math.max(
      ...errors.map(({ error, effective }) => studentQuantile(1 - level, effective - 1) * error),
    );
    const factor = Math.exp(WINDOWED * most);
    return { point, low: point / factor, high: point * factor };
  };
  return { point, effective: Math.min(...errors.map(({ effective }) => effective)), at };
}

interface RelativeError {
  readonly error: number;
  readonly effective: number;
}

function relativeError(yields: readonly Yield[]): RelativeError | undefined {
  const [amount, time] = [sum(yields, (one) => one.amount), sum(yields, (one) => one.time)];
  if (yields.length < 3 || !(amount > 0) || !(time > 0)) return undefined;
  const residuals = yields.map((one) => one.amount - (amount / time) * one.time);
  const effective = Math.max(3, Math.floor(yields.length / correlationTime(residuals)));
  const spread = Math.sqrt(residuals.reduce((total, one) => total + one * one, 0) / (yields.length - 1));
  return { error: spread / Math.sqrt(effective) / (amount / yields.length), effective };
}

const sum = (yields: readonly Yield[], of: (one: Yield) => number): number =>
  yields.reduce((total, one) => total + of(one), 0);
