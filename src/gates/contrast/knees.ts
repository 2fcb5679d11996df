import type { KneesBeside, Word } from "../../model/contrast.ts";
import { drift } from "../drift.ts";
import type { Parties, Party } from "./party.ts";

/** So many climbs a side tell one rung from the next; a single one may be off by a rung. */
const SURE = 3;

/**
 * The knees of all climbs. They differ when every one of B lies beyond every one of A: by two rungs, or by one where several climbs
 * agree.
 */
export function kneesBeside({ a, b }: Parties): KneesBeside {
  const rungs = [...new Set([...a, ...b].flatMap(rungsOf))].sort((x, y) => x - y);
  const ranges = (parties: readonly Party[]): readonly Range[] => parties.map((one) => rangeOf(one, rungs));
  const word = wordOf(ranges(a), ranges(b));
  const knees = (parties: readonly Party[]) => parties.map(({ measurement }) => measurement.knee);
  return { a: knees(a), b: knees(b), word, why: word === "cannot tell" ? whyNot([...a, ...b]) : "" };
}

const rungsOf = ({ measurement: { rungs } }: Party): readonly number[] => rungs.map(({ rung }) => rung);

const isUnknown = ({ climb, measurement: { knee, knees } }: Party): boolean =>
  drift(climb).length > 0 || (knee === undefined && knees?.unknown?.onset !== undefined);

/** Between which places among the rungs of all climbs a knee lies; `known` unless it could not even be looked for. */
interface Range {
  readonly from: number;
  readonly to: number;
  readonly known: boolean;
}

/**
 * A knee is the last good rung of a climb: it lies there, or beyond, before the next one that was climbed. Where none was met it lies at the
 * highest rung that was climbed, or anywhere beyond.
 */
function rangeOf(party: Party, rungs: readonly number[]): Range {
  const own = rungsOf(party);
  if (isUnknown(party) || own.length === 0) return { from: 0, to: Infinity, known: false };
  const last = party.measurement.knee ?? Math.max(...own);
  const next = own.find((rung) => rung > last);
  const to = next === undefined ? Infinity : rungs.indexOf(next) - 1;
  return { from: rungs.indexOf(last), to, known: true };
}

function wordOf(a: readonly Range[], b: readonly Range[]): Word {
  const apart = Math.min(a.length, b.length) >= SURE ? 1 : 2;
  if (isBeyond(b, a, apart)) return "faster";
  if (isBeyond(a, b, apart)) return "slower";
  const all = [...a, ...b];
  const isOne = new Set(all.map(({ from, to }) => `${from} ${to}`)).size === 1;
  return isOne && all.every(({ known }) => known) ? "no difference seen" : "cannot tell";
}

const isBeyond = (these: readonly Range[], those: readonly Range[], apart: number): boolean =>
  Math.min(...these.map(({ from }) => from)) - Math.max(...those.map(({ to }) => to)) >= apart;

function whyNot(parties: readonly Party[]): string {
  if (parties.some(({ climb }) => drift(climb).length > 0)) return "a host did not stay what it was";
  if (parties.some(isUnknown)) return "of one climb it is not known";
  const open = parties.filter(({ measurement }) => measurement.knee === undefined);
  if (open.length === 0)
    return isOneLadder(parties)
      ? "a single climb may be off by one rung"
      : "they did not climb the same rungs";
  const top = Math.min(...open.map((one) => Math.max(...rungsOf(one))));
  return `none was met up to ${top} streams, and there may be one from there on`;
}

const isOneLadder = (parties: readonly Party[]): boolean =>
  new Set(parties.map((one) => rungsOf(one).join())).size === 1;
