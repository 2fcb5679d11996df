import type { Measurement } from "../model/gate.ts";
import type { Climb } from "../model/sample.ts";
import { kneeOf, kneesOf } from "./knee.ts";
import { measureRung } from "./measure-rung.ts";
import { signalPeaks } from "./signal-peaks.ts";

/** The summary of a climb: rungs that have samples in ascending order, the knee, and the peaks of the signals. */
export function measure(climb: Climb): Measurement {
  const numbers = new Set(climb.samples.map(({ rung }) => rung));
  const rungs = [...numbers].sort((a, b) => a - b).map((rung) => measureRung(rung, climb.samples));
  const knees = kneesOf(rungs, climb);
  const knee = kneeOf(knees);
  return {
    rungs,
    ...(knee !== undefined && { knee }),
    ...(rungs.length > 0 && { knees }),
    ...signalPeaks(climb.signals),
  };
}
