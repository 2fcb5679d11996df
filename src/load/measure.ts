import type { Measurement } from "../model/gate.ts";
import type { Climb } from "../model/sample.ts";
import { knee } from "./knee.ts";
import { measureRung } from "./measure-rung.ts";
import { signalPeaks } from "./signal-peaks.ts";

/** The summary of a climb: rungs that have samples in ascending order, the knee, and the peaks of the signals. */
export function measure(climb: Climb): Measurement {
  const numbers = new Set(climb.samples.map(({ rung }) => rung));
  const rungs = [...numbers].sort((a, b) => a - b).map((rung) => measureRung(rung, climb.samples));
  const bend = knee(rungs);
  return { rungs, ...(bend === undefined ? {} : { knee: bend }), ...signalPeaks(climb.signals) };
}
