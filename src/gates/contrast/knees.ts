import type { KneesBeside, Word } from "../../model/contrast.ts";
import type { Parties, Party } from "./party.ts";

/** So many climbs a side tell one rung from the next; a single one may be off by a rung. */
const SURE = 3;

/**
 * The knees of all climbs. They differ when every one of B lies beyond every one of A: by two rungs, or by one where several climbs
 * agree.
 */
export function kneesBeside({ a, b }: Parties): KneesBeside {
  const rungs = [...new Set([...a, ...b].flatMap(({ climb }) => climb.contract.rungs))].sort((x, y) => x - y);
  const places = (parties: readonly Party[]): readonly number[] =>
    parties.map(({ measurement: { knee } }) => (knee === undefined ? rungs.length : rungs.indexOf(knee)));
  const word = wordOf(places(a), places(b));
  const knees = (parties: readonly Party[]) => parties.map(({ measurement }) => measurement.knee);
  return { a: knees(a), b: knees(b), word };
}

function wordOf(a: readonly number[], b: readonly number[]): Word {
  const apart = Math.min(a.length, b.length) >= SURE ? 1 : 2;
  if (Math.min(...b) - Math.max(...a) >= apart) return "faster";
  if (Math.min(...a) - Math.max(...b) >= apart) return "slower";
  const all = new Set([...a, ...b]);
  return all.size === 1 ? "no difference seen" : "cannot tell";
}
