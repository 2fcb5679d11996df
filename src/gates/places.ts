import type { Rule } from "../model/gate.ts";
import type { Climb } from "../model/sample.ts";
import { isLatency } from "./figure.ts";
import type { Place } from "./held.ts";
import { BASELINE_RUNG } from "./limit.ts";

/**
 * Where a rule looks. A rule against the baseline never looks at the rung that is the baseline: that would hold by
 * itself and prove nothing, so that a climb of rung 1 alone leaves it no place at all.
 */
export function placesOf(climb: Climb, rule: Rule): readonly Place[] {
  const rungs = rule.rung === undefined ? climb.contract.rungs : [rule.rung];
  const looked = rule.limit.kind === "baseline" ? rungs.filter((rung) => rung !== BASELINE_RUNG) : rungs;
  const perRung = isLatency(rule.metric) || rule.metric === "throughput";
  return perRung || rule.rung !== undefined || looked.length === 0 ? looked : ["climb"];
}
