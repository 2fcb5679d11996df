import { type Climb, requestsAt } from "../model/sample.ts";

/**
 * Why the climb as a whole cannot carry a pass: a rung that is missing or short, a request that is missing or counted
 * twice, or a request that does not belong here. Empty when every contracted request is there exactly once.
 */
export function incompleteness(climb: Climb): readonly string[] {
  const { contract } = climb;
  if (contract.rungs.length === 0) return ["the contract names no rung"];
  return [...contract.rungs.flatMap((rung) => shortRung(climb, rung)), ...foreign(climb)];
}

function shortRung(climb: Climb, rung: number): readonly string[] {
  const wanted = requestsAt(climb.contract, rung);
  const indices = climb.samples.flatMap((sample) => (sample.rung === rung ? [sample.index] : []));
  if (indices.length < wanted)
    return [`the climb stopped early: rung ${rung} has ${indices.length} of ${wanted} requests`];
  const distinct = new Set(indices);
  if (distinct.size < indices.length) return [`rung ${rung} counts a request twice`];
  const gap = indices.findIndex((_, index) => !distinct.has(index));
  return gap < 0 ? [] : [`request ${gap} of rung ${rung} is missing`];
}

function foreign(climb: Climb): readonly string[] {
  const strangers = climb.samples.filter(({ host }) => host !== climb.host).length;
  const unasked = climb.samples.find(({ rung }) => !climb.contract.rungs.includes(rung));
  return [
    ...(strangers > 0 ? [`${strangers} requests are not of ${climb.host}`] : []),
    ...(unasked === undefined ? [] : [`rung ${unasked.rung} is not in the contract`]),
  ];
}
