import type { RungMeasurement } from "../model/gate.ts";
import { queueOnset } from "../model/queueing.ts";

/** The last rung before queueing shows; `undefined` when it never does, or when rung 1 gives no scale. */
export function knee(rungs: readonly RungMeasurement[]): number | undefined {
  const onset = queueOnset(rungs);
  return onset && rungs[rungs.indexOf(onset) - 1]?.rung;
}
