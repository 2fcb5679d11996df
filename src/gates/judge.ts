import type { Finding, GateResult, Measurement, Rule } from "../model/gate.ts";
import type { Climb } from "../model/sample.ts";
import { incompleteness } from "./completeness.ts";
import { finding, worstVerdict } from "./finding.ts";

/**
 * The verdict over one host. It is `pass` only when every rule was asked, every contracted request is there, the client
 * was well, and every rule holds. `measurement` is the summary of the same climb.
 */
export function judge(climb: Climb, measurement: Measurement, rules: readonly Rule[]): GateResult {
  const general = incompleteness(climb);
  const findings = rules.map((rule) => finding({ climb, measurement }, rule, general));
  const verdict = worstVerdict(findings.map((one) => one.verdict)) ?? "unproven";
  return { verdict, reasons: reasonsOf(findings), findings, measurement };
}

function reasonsOf(findings: readonly Finding[]): readonly string[] {
  if (findings.length === 0) return ["the pool has no gate rules: nothing was asked of this host"];
  const reasons = (["fail", "unproven"] as const).flatMap((verdict) =>
    findings.filter((one) => one.verdict === verdict).map(({ reason }) => reason),
  );
  return [...new Set(reasons)];
}
