import type { Climb } from "../model/climb.ts";
import { countedAt, requestsAt, returnLooks } from "../model/looks.ts";
import type { Sample } from "../model/sample.ts";
import { lanesAt } from "../model/workload.ts";
import { askedRungs } from "./asked-rungs.ts";
import type { Measured } from "./held.ts";

/**
 * Why the climb as a whole cannot carry a pass: a rung that is missing or short, a request that is missing or counted
 * twice, or a request that does not belong here. Empty when every contracted request is there exactly once.
 */
export function incompleteness(seen: Measured): readonly string[] {
  const { climb } = seen;
  const { contract } = climb;
  if (contract.rungs.length === 0) return ["the contract names no rung"];
  return [
    ...askedRungs(seen).flatMap((rung) => shortRung(climb, rung)),
    ...notReturned(climb),
    ...foreign(climb),
  ];
}

function shortRung(climb: Climb, rung: number): readonly string[] {
  const wanted = requestsAt(climb.contract, rung);
  const indices = climb.samples.flatMap((sample) => (sample.rung === rung ? [sample.index] : []));
  const counted = countedAt(climb.contract, rung, climb.samples);
  if (counted < wanted)
    return [`the climb stopped early: rung ${rung} has ${counted} of ${wanted} requests${inEach(climb)}`];
  const distinct = new Set(indices);
  if (distinct.size < indices.length) return [`rung ${rung} counts a request twice`];
  const gap = indices.findIndex((_, index) => !distinct.has(index));
  return gap < 0 ? [] : [`request ${gap} of rung ${rung} is missing`];
}

const inEach = ({ contract: { workload } }: Climb): string =>
  workload !== undefined && workload.lanes.length > 1 ? " in each lane" : "";

function notReturned({ contract, returned = [] }: Climb): readonly string[] {
  const [wanted = 0] = returnLooks(contract);
  return returned.length >= wanted
    ? []
    : [`the climb did not return to rung 1: ${returned.length} of ${wanted} requests`];
}

function foreign({ host, contract, samples, returned = [] }: Climb): readonly string[] {
  const all = [...samples, ...returned];
  const strangers = all.filter((sample) => sample.host !== host).length;
  const unasked = all.find(({ rung }) => !contract.rungs.includes(rung));
  const lost = all.find(({ rung, lane }) => !isLaneAt(contract, rung, lane));
  return [
    ...(strangers > 0 ? [`${strangers} requests are not of ${host}`] : []),
    ...(unasked === undefined ? [] : [`rung ${unasked.rung} is not in the contract`]),
    ...(lost === undefined ? [] : [`${laneName(lost)} has no stream at rung ${lost.rung} in the contract`]),
  ];
}

const isLaneAt = ({ workload }: Climb["contract"], rung: number, lane: Sample["lane"]): boolean =>
  workload === undefined
    ? lane === undefined
    : lanesAt(workload, rung).some(({ load }) => load.lane === lane);

const laneName = ({ lane }: Sample): string =>
  lane === undefined ? "a request without a lane" : `lane ${lane}`;
