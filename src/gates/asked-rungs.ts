import type { Decision } from "../model/climb.ts";
import { queueOnset } from "../model/queueing.ts";
import type { Measured } from "./held.ts";

/**
 * The rungs that the climb owes: all of the contract, or those up to the one at which it stopped. It may stop only where
 * requests queue; one that stopped elsewhere owes the rest.
 */
export function askedRungs({ climb, measurement }: Measured): readonly number[] {
  const { rungs } = climb.contract;
  const stop = lastOnTheWayUp(climb.decisions ?? []);
  const onset = queueOnset(measurement.rungs);
  if (stop?.kind !== "stop" || onset === undefined || onset.rung > stop.rung) return rungs;
  return rungs.filter((rung) => rung <= stop.rung);
}

/** A climb that goes up again after its return climbs no rung that it had not. */
function lastOnTheWayUp(decisions: readonly Decision[]): Decision | undefined {
  const back = decisions.findIndex(({ lap }) => lap !== undefined);
  return decisions.slice(0, back < 0 ? undefined : back).at(-1);
}
