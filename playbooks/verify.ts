// Check a finished run offline: signature, evidence, and the verdict recomputed from the raw samples.
import type { Check } from "../src/model/audit.ts";
import { EXIT, type ExitCode } from "../src/model/failure.ts";
import { verifyRun } from "../src/run/verify.ts";

/** Exit 0 when every check holds, 4 when all do but one that nobody can answer, 1 otherwise. */
export async function verify(
  run: string,
  allowedSigners: string,
): Promise<{ readonly exit: ExitCode; readonly checks: readonly Check[] }> {
  const checks = await verifyRun(run, { allowedSigners });
  return { exit: exitOf(checks), checks };
}

function exitOf(checks: readonly Check[]): ExitCode {
  if (checks.some(({ ok, unproven }) => !ok && unproven === undefined)) return EXIT.error;
  return checks.every(({ ok }) => ok) ? EXIT.done : EXIT.unproven;
}
