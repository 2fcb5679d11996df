import { voidRungs } from "../../src/gates/doubt/void-rungs.ts";
import { measure } from "../../src/load/measure.ts";
import { virtualClimb } from "./climb.ts";
import { hostOf } from "./orchard.ts";

const RUNGS = [1, 2, 4, 8, 16, 32];

/** How the knees that were found lie to the true ones, over so many hosts. */
export interface KneeScore {
  readonly runs: number;
  readonly exact: number;
  readonly near: number;
  readonly early: number;
  readonly late: number;
}

/** Climbs one host after the other and compares the rung that is recommended with the truth. */
export function scoreKnees(runs: number): KneeScore {
  const offs = Array.from({ length: runs }, (_, seed) => {
    const { host, knee } = hostOf(seed);
    const climb = virtualClimb({ host, seed, rungs: RUNGS, requests: 80, rules: [] });
    const found = measure(climb, voidRungs(climb)).knee;
    return found === undefined ? RUNGS.length : RUNGS.indexOf(found) - RUNGS.indexOf(knee);
  });
  const count = (fits: (off: number) => boolean): number => offs.filter(fits).length;
  return {
    runs,
    exact: count((off) => off === 0),
    near: count((off) => Math.abs(off) <= 1),
    early: count((off) => off < 0),
    late: count((off) => off > 0),
  };
}
