import type { Check } from "../../model/audit.ts";
import type { Verdict } from "../../model/gate.ts";
import { counted, SIGN } from "../words.ts";
import { columns } from "./columns.ts";

const verdictOf = ({ ok, unproven }: Check): Verdict => (ok ? "pass" : unproven ? "unproven" : "fail");

const row = (check: Check): readonly string[] => [
  SIGN[verdictOf(check)],
  check.name,
  check.ok ? check.saw : `wanted ${check.wanted}, saw ${check.saw}`,
];

/** What all checks come to. */
function end(checks: readonly Check[]): string {
  const of = (verdict: Verdict): number => checks.filter((check) => verdictOf(check) === verdict).length;
  if (of("fail") > 0)
    return `${of("fail")} of ${counted(checks.length, "check")} failed: do not trust this report.`;
  if (of("unproven") === 0) return `${counted(checks.length, "check")} passed: this report can be trusted.`;
  return `${counted(of("pass"), "check")} passed, ${of("unproven")} unproven: this report agrees with itself, and nobody vouches for it.`;
}

/** All checks of `verify`, and what they come to. */
export function renderChecks(checks: readonly Check[]): string {
  if (checks.length === 0) return "Nothing was checked: do not trust this report.";
  return [...columns(checks.map(row)), "", end(checks)].join("\n");
}
