import type { Check, VerifiedRun } from "../../model/audit.ts";
import type { Verdict } from "../../model/gate.ts";
import { counted, SIGN } from "../words.ts";
import { columns } from "./columns.ts";

const row = (check: Check): readonly string[] => [
  SIGN[check.verdict],
  check.name,
  check.verdict === "pass" ? check.saw : `wanted ${check.wanted}, saw ${check.saw}`,
];

/** What all checks come to. */
function end(checks: readonly Check[]): string {
  const of = (verdict: Verdict): number => checks.filter((check) => check.verdict === verdict).length;
  if (of("fail") > 0)
    return `${of("fail")} of ${counted(checks.length, "check")} failed: do not trust this report.`;
  if (of("unproven") === 0) return `${counted(checks.length, "check")} passed: this report can be trusted.`;
  return `${counted(of("pass"), "check")} passed, ${of("unproven")} unproven: this report agrees with itself, and nobody vouches for it.`;
}

const uncovered = (files: readonly string[]): readonly string[] =>
  files.length === 0 ? [] : [`not covered by the signature: ${files.join(", ")}`];

const told = ({ pool, run, endedAt, verdict }: VerifiedRun): string =>
  ` Pool ${pool}, run ${run}, ended ${endedAt}, verdict ${verdict}.`;

/** All checks of `verify`, what lies there unsigned, and what they come to, of which run. */
export function renderChecks(checks: readonly Check[], run?: VerifiedRun): string {
  if (checks.length === 0) return "Nothing was checked: do not trust this report.";
  const last = `${end(checks)}${run ? told(run) : ""}`;
  return [...columns(checks.map(row)), "", ...uncovered(run?.uncovered ?? []), last].join("\n");
}
