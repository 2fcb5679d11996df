import type { Climb } from "../model/climb.ts";
import type { ClientContract } from "../model/contract.ts";
import type { Knees, RungMeasurement } from "../model/measurement.ts";
import { queueOnset, queueScale } from "../model/queueing.ts";
import { efficiency } from "./efficiency.ts";

/** The three bends of a climb; each is absent where it does not show up to the highest rung, or is unknown. None rests on a void rung. */
export function kneesOf(
  rungs: readonly RungMeasurement[],
  { contract, samples }: Pick<Climb, "contract" | "samples">,
): Knees {
  const sound = rungs.filter((one) => one.void === undefined);
  const numbers = sound.map(({ rung }) => rung);
  const bend = isEven(contract) ? efficiency(numbers, samples) : undefined;
  const unknown = {
    ...onsetUnknown(rungs, sound),
    ...(isEven(contract) ? efficiencyUnknown(rungs, sound, bend) : ({ efficiency: "uneven" } as const)),
  };
  const onset = unknown.onset === undefined ? beforeQueue(rungs, sound)?.rung : undefined;
  return {
    ...(onset !== undefined && { onset }),
    ...(bend && unknown.efficiency === undefined && { efficiency: bend }),
    ...highest(sound),
    ...(Object.keys(unknown).length > 0 && { unknown }),
  };
}

type Rungs = readonly RungMeasurement[];
type Unknown = NonNullable<Knees["unknown"]>;

/** Rungs without a rate, and such as brought nothing, are none. */
function highest(rungs: Rungs): Pick<Knees, "ceiling"> {
  const rates = rungs.flatMap(({ rung, throughput = 0 }) => (throughput > 0 ? [{ rung, throughput }] : []));
  const [first, ...others] = rates;
  return first === undefined
    ? {}
    : { ceiling: others.reduce((most, one) => (one.throughput > most.throughput ? one : most), first) };
}

/** An onset rests on rung 1, which is its scale, and on the last rung before requests queue; where none do, on the highest. */
function onsetUnknown(rungs: Rungs, sound: Rungs): Pick<Unknown, "onset"> {
  if (rungs.length < 2) return { onset: "one-rung" };
  const last = queueOnset(sound) === undefined ? rungs.at(-1) : beforeQueue(rungs, sound);
  if ([rungs[0], last].some((one) => one?.void)) return { onset: "void" };
  return queueScale(rungs) === undefined ? { onset: "no-scale" } : {};
}

/** The last rung before queueing shows; `undefined` when it never does, or when rung 1 gives no scale. */
function beforeQueue(rungs: Rungs, sound: Rungs): RungMeasurement | undefined {
  const onset = queueOnset(sound);
  return onset && rungs[rungs.indexOf(onset) - 1];
}

/** A curve of three parts needs as many points. */
const LEAST_RUNGS = 3;

/** A curve is drawn through sound rungs only: it needs rung 1, and where it does not bend up to the highest of them, the highest of all. */
function efficiencyUnknown(
  rungs: Rungs,
  sound: Rungs,
  bend: Knees["efficiency"],
): Pick<Unknown, "efficiency"> {
  if (answered(rungs) < LEAST_RUNGS) return { efficiency: "few-rungs" };
  const ends = bend === undefined ? [rungs[0], rungs.at(-1)] : [rungs[0]];
  const rests = ends.some((one) => one?.void) || answered(sound) < LEAST_RUNGS;
  return rests ? { efficiency: "void" } : {};
}

const answered = (rungs: Rungs): number => rungs.filter(({ requests, errors }) => requests > errors).length;

/** Streams that are alike, each with one request at a time: only of those the scalability laws speak. */
const isEven = ({ workload }: ClientContract): boolean =>
  workload === undefined || (workload.lanes.length === 1 && workload.perMinute === undefined);

/**
 * What is recommended: the lower of onset and efficiency knee, since either costs every stream. `undefined` when neither
 * shows, or when requests may queue below it on a rung that tells nothing.
 */
export function kneeOf({ onset, efficiency: bend, unknown }: Knees): number | undefined {
  const found = [onset, bend?.rung].filter((rung) => rung !== undefined);
  return found.length === 0 || unknown?.onset === "void" ? undefined : Math.min(...found);
}
