import type { RungMeasurement } from "../model/gate.ts";

/**
 * How much slower than rung 1 the p95 of the first token may be before we say that requests queue. In an engine with
 * slots one queued request adds a whole service time to its first token, so that three times is crossed at once.
 */
const QUEUEING = 3;

/** The last rung before queueing shows; `undefined` when it never does, or when rung 1 gives no scale. */
export function knee(rungs: readonly RungMeasurement[]): number | undefined {
  const scale = rungs.find(({ rung }) => rung === 1)?.ttft.p95;
  if (scale === undefined) return undefined;
  const onset = rungs.findIndex(
    ({ ttft, requests }) => requests > 0 && (ttft.p95 ?? Infinity) > QUEUEING * scale,
  );
  return onset > 0 ? rungs[onset - 1]?.rung : undefined;
}
