import type { ClientContract } from "../model/contract.ts";
import type { Knees, RungMeasurement } from "../model/gate.ts";
import { queueOnset, queueScale } from "../model/queueing.ts";
import type { Climb } from "../model/sample.ts";
import { efficiency } from "./efficiency.ts";

/** The three bends of a climb; each is absent where it does not show up to the highest rung, or is unknown. */
export function kneesOf(
  rungs: readonly RungMeasurement[],
  { contract, samples }: Pick<Climb, "contract" | "samples">,
): Knees {
  const onset = lastBeforeQueue(rungs);
  const numbers = rungs.map(({ rung }) => rung);
  const bend = isEven(contract) ? efficiency(numbers, samples) : undefined;
  const unknown = unknownBends(rungs, contract);
  const ceiling = rungs.reduce<RungMeasurement | undefined>(
    (most, one) => (one.throughput > (most?.throughput ?? 0) ? one : most),
    undefined,
  );
  return {
    ...(onset !== undefined && { onset }),
    ...(bend && { efficiency: bend }),
    ...(ceiling && { ceiling: { rung: ceiling.rung, throughput: ceiling.throughput } }),
    ...(Object.keys(unknown).length > 0 && { unknown }),
  };
}

/** A curve of three parts needs as many points. */
const LEAST_RUNGS = 3;

function unknownBends(
  rungs: readonly RungMeasurement[],
  contract: ClientContract,
): NonNullable<Knees["unknown"]> {
  const answered = rungs.filter(({ requests, errors }) => requests > errors).length;
  const onset = rungs.length < 2 ? "one-rung" : queueScale(rungs) === undefined ? "no-scale" : undefined;
  const bend = !isEven(contract) ? "uneven" : answered < LEAST_RUNGS ? "few-rungs" : undefined;
  return { ...(onset && { onset }), ...(bend && { efficiency: bend }) };
}

/** Streams that are alike, each with one request at a time: only of those the scalability laws speak. */
const isEven = ({ workload }: ClientContract): boolean =>
  workload === undefined || (workload.lanes.length === 1 && workload.perMinute === undefined);

/** The last rung before queueing shows; `undefined` when it never does, or when rung 1 gives no scale. */
function lastBeforeQueue(rungs: readonly RungMeasurement[]): number | undefined {
  const onset = queueOnset(rungs);
  return onset && rungs[rungs.indexOf(onset) - 1]?.rung;
}

/**
 * What is recommended: the lower of onset and efficiency knee, since either costs every stream. `undefined` when neither
 * shows.
 */
export function kneeOf({ onset, efficiency: bend }: Knees): number | undefined {
  const found = [onset, bend?.rung].filter((rung) => rung !== undefined);
  return found.length === 0 ? undefined : Math.min(...found);
}
