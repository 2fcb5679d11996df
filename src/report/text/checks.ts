import { counted } from "../words.ts";
import { columns } from "./columns.ts";

/** One thing that was held against what the report says. */
export interface Check {
  readonly name: string;
  readonly ok: boolean;
  readonly wanted: string;
  readonly saw: string;
}

const row = ({ name, ok, wanted, saw }: Check): readonly string[] => [
  ok ? "✓" : "✕",
  name,
  ok ? saw : `wanted ${wanted}, saw ${saw}`,
];

/** All checks of `verify`, and what they come to. */
export function renderChecks(checks: readonly Check[]): string {
  const bad = checks.filter(({ ok }) => !ok).length;
  if (checks.length === 0) return "Nothing was checked: do not trust this report.";
  const end =
    bad === 0
      ? `${counted(checks.length, "check")} passed: this report can be trusted.`
      : `${bad} of ${counted(checks.length, "check")} failed: do not trust this report.`;
  return [...columns(checks.map(row)), "", end].join("\n");
}
