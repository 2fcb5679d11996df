import type { Check } from "../../model/audit.ts";

/** One line per check; a failed one says what was wanted and what was seen. */
export function renderChecks(checks: readonly Check[]): string {
  const lines = checks.map(({ name, ok, wanted, saw }) =>
    ok ? `✓ ${name}: ${saw}` : `✗ ${name}: wanted ${wanted}, saw ${saw}`,
  );
  const failed = checks.filter(({ ok }) => !ok).length;
  return [
    ...lines,
    failed === 0 ? "verified" : `NOT verified: ${failed} of ${checks.length} checks failed`,
  ].join("\n");
}
