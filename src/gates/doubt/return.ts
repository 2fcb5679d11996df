import type { Climb } from "../../model/climb.ts";
import { BASELINE_RUNG } from "../held.ts";
import { lateLoop, unkept } from "./client.ts";
import type { Doubt } from "./instrument.ts";
import { cached } from "./tokens.ts";

const DOUBTS: readonly Doubt[] = [lateLoop, unkept, cached];

/** Why what was measured after the return to rung 1 may not be the server's: its client and its prompts are doubted as those of a rung. */
export function returnDoubts(climb: Climb): readonly string[] {
  const [doubts, decisions] = [ofReturn(climb.doubts), ofReturn(climb.decisions ?? [])];
  const alone: Climb = { ...climb, samples: climb.returned ?? [], doubts, decisions };
  return DOUBTS.flatMap((doubt) => doubt(alone, BASELINE_RUNG));
}

/** What was said of the return, as if it were of the way up. */
const ofReturn = <One extends { readonly lap?: number }>(all: readonly One[]): readonly Omit<One, "lap">[] =>
  all.flatMap(({ lap, ...one }) => (lap === undefined ? [] : [one]));
