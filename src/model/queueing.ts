import type { RungMeasurement } from "./gate.ts";

/**
 * How much slower than rung 1 the p95 of the first token may be before we say that requests queue. In an engine with
 * slots one queued request adds a whole service time to its first token, so that three times is crossed at once.
 */
const QUEUEING = 3;

/** The first rung at which requests queue; `undefined` when they never do, or when rung 1 gives no scale. */
export function queueOnset(rungs: readonly RungMeasurement[]): RungMeasurement | undefined {
  const scale = rungs.find(({ rung }) => rung === 1)?.ttft.p95;
  if (scale === undefined) return undefined;
  return rungs.find(({ ttft, requests }) => requests > 0 && (ttft.p95 ?? Infinity) > QUEUEING * scale);
}
