import type { Rule } from "../model/rule.ts";
import { askedRungs } from "./asked-rungs.ts";
import { isLatency } from "./figure.ts";
import { BASELINE_RUNG, type Held, type Place } from "./held.ts";
import { runsAt } from "./lane-view.ts";
import { isOwnBaseline } from "./limit.ts";

/**
 * Where a rule looks. A rule against the baseline never looks at the rung that is the baseline: that would hold by
 * itself and prove nothing, so that a climb of rung 1 alone leaves it no place at all. Nor does one about a lane look
 * where that lane has no stream.
 */
export function placesOf(held: Held, rule: Rule): readonly Place[] {
  const all = rule.rung === undefined ? askedRungs(held) : [rule.rung];
  const rungs = all.filter((rung) => runsAt(held.climb, rule.lane, rung));
  const looked = isOwnBaseline(held, rule.limit) ? rungs.filter((rung) => rung !== BASELINE_RUNG) : rungs;
  const perRung = isLatency(rule.metric) || rule.metric === "throughput" || rule.metric === "jobs";
  return perRung || rule.rung !== undefined || looked.length === 0 ? looked : ["climb"];
}
