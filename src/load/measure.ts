import type { Climb } from "../model/climb.ts";
import type { Measurement } from "../model/measurement.ts";
import { goneOn } from "../model/stint.ts";
import { kneeOf, kneesOf } from "./knee.ts";
import { measureRung } from "./measure-rung.ts";
import { signalPeaks } from "./signal-peaks.ts";

/**
 * The summary of a climb: rungs that have samples in ascending order, the knee, and the peaks of the signals. Rungs that are `voided` keep
 * their numbers, but no bend rests on them.
 */
export function measure(climb: Climb, voided: readonly number[] = []): Measurement {
  const numbers = new Set(climb.samples.map(({ rung }) => rung));
  const rungs = [...numbers]
    .sort((a, b) => a - b)
    .map((rung) => ({
      ...measureRung(rung, climb.samples, goneOn(climb.decisions, { rung })),
      ...(voided.includes(rung) && { void: true as const }),
    }));
  const knees = kneesOf(rungs, climb);
  const knee = kneeOf(knees);
  return {
    rungs,
    ...(knee !== undefined && { knee }),
    ...(rungs.length > 0 && { knees }),
    ...signalPeaks(climb.signals),
  };
}
