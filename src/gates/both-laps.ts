import type { RungMeasurement } from "../model/measurement.ts";
import { ratesOf } from "../model/rates.ts";
import { isFailed, type Sample } from "../model/sample.ts";
import { steadyOf } from "../model/steady.ts";
import { goneOn } from "../model/stint.ts";
import { returnDoubts } from "./doubt/return.ts";
import { drift } from "./drift.ts";
import { BASELINE_RUNG, counted, type Held, type Measured } from "./held.ts";
import { samplesAt } from "./rates.ts";

/** Rung 1 of a climb as a baseline, and of which requests it is made where they are not of one lap. */
export interface OwnBaseline extends Measured {
  /** ` of 101 requests at the start and 21 at the end`; empty where there is one lap only. */
  readonly said: string;
}

/**
 * What was sent after the return to rung 1 belongs to the baseline of the climb, too: more requests tell it more exactly. Where the
 * host has drifted they are not of one kind, and where the client was busy then they are not the server's: the start alone counts.
 */
export function bothLaps({ climb, measurement, calm }: Pick<Held, keyof Measured | "calm">): OwnBaseline {
  const { samples, returned = [] } = climb;
  if (returned.length === 0 || drift(climb).length > 0) return { climb, measurement, said: "" };
  const start = samples.filter(({ rung }) => rung === BASELINE_RUNG).length;
  const [doubt] = calm ? [] : returnDoubts(climb);
  if (doubt !== undefined)
    return { climb, measurement, said: ` of ${counted(start, "request")} at the start; at the end ${doubt}` };
  const rungs = measurement.rungs.map((one) =>
    one.rung === BASELINE_RUNG ? pooled(one, { climb, returned }) : one,
  );
  return {
    climb: { ...climb, samples: [...samples, ...returned] },
    measurement: { ...measurement, rungs },
    said: ` of ${counted(start, "request")} at the start and ${returned.length} at the end`,
  };
}

interface Laps extends Pick<Measured, "climb"> {
  readonly returned: readonly Sample[];
}

/** A rung with all that its rates are made of; the time between the laps is not its own. */
function pooled(start: RungMeasurement, { climb, returned }: Laps): RungMeasurement {
  const again = goneOn(climb.decisions, { rung: BASELINE_RUNG, lap: 2 });
  const steady = [...(start.steady ?? []), ...steadyOf(returned, BASELINE_RUNG, again)];
  const { rough: _, ...whole } = start;
  return {
    ...whole,
    requests: start.requests + returned.length,
    errors: start.errors + returned.filter(isFailed).length,
    ...ratesOf([...samplesAt(climb, BASELINE_RUNG), ...returned], steady),
  };
}
