import type { Climb } from "../../model/climb.ts";
import type { Signal } from "../../model/signal.ts";
import type { Doubt } from "./instrument.ts";

/** The server is the one that was climbed before: the same program, the same model, as many slots. */
export const identity: Doubt = (climb, rung) => [...restarted(climb, rung), ...changed(climb, rung)];

/** Another program answers than the one that ran before the load, or none that can be seen. */
function restarted(climb: Climb, rung: number): readonly string[] {
  const first = [...climb.signals]
    .sort((a, b) => a.at - b.at)
    .find(({ enginePid }) => enginePid !== undefined)?.enginePid;
  if (first === undefined) return [];
  return visits(climb, rung).flatMap(({ place, readings }) => {
    const other = readings.find(({ enginePid }) => enginePid !== undefined && enginePid !== first)?.enginePid;
    if (other !== undefined) return [`the engine was restarted by ${place}: pid ${first} became ${other}`];
    return isGone(readings) ? [`the engine (pid ${first}) no longer ran at ${place}`] : [];
  });
}

interface Visit {
  readonly place: string;
  readonly readings: readonly Signal[];
}

/** What was read at a rung, and once more where the climb came back to it. */
function visits({ signals }: Climb, rung: number): readonly Visit[] {
  const seen = signals.filter((signal) => signal.rung === rung).sort((a, b) => a.at - b.at);
  return [
    { place: `rung ${rung}`, readings: seen.filter(({ lap }) => lap === undefined) },
    { place: `the return to rung ${rung}`, readings: seen.filter(({ lap }) => lap !== undefined) },
  ];
}

/** It did not run to the end of the visit. A reading that was given up halfway tells nothing of it, as long as others are whole. */
function isGone(readings: readonly Signal[]): boolean {
  const whole = readings.filter(({ diskFree }) => diskFree !== undefined);
  const last = (whole.length > 0 ? whole : readings).at(-1);
  return last !== undefined && last.enginePid === undefined;
}

/** What it said of itself at the first rung that it said anything. */
function changed({ doubts }: Climb, rung: number): readonly string[] {
  const told = doubts.filter(({ lap }) => lap === undefined);
  const first = told.find(({ served }) => served !== undefined);
  const here = told.flatMap(({ rung: one, served = {} }) => (one === rung ? Object.entries(served) : []));
  if (first?.served === undefined) return [];
  const was = new Map(Object.entries(first.served));
  return here.flatMap(([name, is]) => {
    const before = was.get(name);
    return before === undefined || before === is
      ? []
      : [`the server changed by rung ${rung}: ${name} was ${before} and is ${is}`];
  });
}
