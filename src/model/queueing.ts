import type { Quantiles } from "./load-measurement.ts";
import type { RungMeasurement } from "./measurement.ts";

/**
 * How much slower than rung 1 the p95 of the first token may be before we say that requests queue. In an engine with
 * slots one queued request adds a whole service time to its first token, so that three times is crossed at once.
 */
const QUEUEING = 3;

/** The p95 of the first token at rung 1, ms; `undefined` where it was not climbed or too many of its requests failed. */
export function queueScale(rungs: readonly RungMeasurement[]): number | undefined {
  const one = rungs.find(({ rung }) => rung === 1);
  return one && leading(one).p95;
}

/** The first rung at which requests queue; `undefined` when they never do, or when rung 1 gives no scale. */
export function queueOnset(rungs: readonly RungMeasurement[]): RungMeasurement | undefined {
  const scale = queueScale(rungs);
  if (scale === undefined) return undefined;
  return rungs.find((rung) => rung.requests > 0 && (leading(rung).p95 ?? Infinity) > QUEUEING * scale);
}

/** Of a workload of several lanes those of the lane that is alone at rung 1: only they have a scale. */
export const leading = ({ lanes, ttft }: RungMeasurement): Quantiles => lanes?.[0]?.ttft ?? ttft;
