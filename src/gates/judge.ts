import type { Climb } from "../model/climb.ts";
import type { Finding, GateResult } from "../model/gate.ts";
import type { Measurement } from "../model/measurement.ts";
import type { Rule } from "../model/rule.ts";
import { incompleteness } from "./completeness.ts";
import { finding, worstVerdict } from "./finding.ts";
import type { Enrolled, Held } from "./held.ts";
import { look } from "./look.ts";
import { placesOf } from "./places.ts";
import { rejected } from "./rejected.ts";

/**
 * The verdict over one host. It is `pass` only when every rule was asked, every contracted request is there, the client
 * was well, and every rule holds. `measurement` is the summary of the same climb; `enrolled` the baseline of its kind.
 */
export function judge(
  climb: Climb,
  measurement: Measurement,
  { rules, enrolled }: { readonly rules: readonly Rule[]; readonly enrolled?: Enrolled | undefined },
): GateResult {
  const held: Held = { climb, measurement, ...(enrolled && { enrolled }) };
  const findings = findingsOf(held, rules, incompleteness(held));
  const primaries = findings.filter(({ watched }) => watched === undefined);
  const verdict = worstVerdict(primaries.map((one) => one.verdict)) ?? "unproven";
  return { verdict, reasons: reasonsOf(primaries), findings, measurement };
}

/** Each rule held against all its places; `general` says why nothing can be proven, empty when all is there. */
function findingsOf(held: Held, rules: readonly Rule[], general: readonly string[]): readonly Finding[] {
  const asked = rules.map((rule) => {
    const question = { held, rule, general };
    return { rule, looks: placesOf(held, rule).map((place) => look(question, place)) };
  });
  return rejected(asked).map(({ rule, looks }) => finding(rule, looks));
}

function reasonsOf(findings: readonly Finding[]): readonly string[] {
  if (findings.length === 0) return ["the pool has no gate rules: nothing was asked of this host"];
  const reasons = (["fail", "unproven"] as const).flatMap((verdict) =>
    findings.filter((one) => one.verdict === verdict).map(({ reason }) => reason),
  );
  return [...new Set(reasons)];
}
