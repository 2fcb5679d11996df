// Check a finished run offline: signature, evidence, and the verdict recomputed from the raw samples.
import type { Check, VerifiedRun } from "../src/model/audit.ts";
import { EXIT, type ExitCode } from "../src/model/failure.ts";
import { verifiedRun } from "../src/run/verified-run.ts";
import { verifyRun } from "../src/run/verify.ts";

/** What came of it; `run` is absent where the folder holds no report. */
export interface Verified {
  readonly exit: ExitCode;
  readonly checks: readonly Check[];
  readonly run?: VerifiedRun;
}

/** Exit 0 when every check holds, 4 when all do but one that nobody can answer, 1 otherwise. */
export async function verify(folder: string, allowedSigners: string): Promise<Verified> {
  const { checks, result } = await verifyRun(folder, { allowedSigners });
  const run = result && (await verifiedRun(folder, result));
  return { exit: exitOf(checks), checks, ...(run && { run }) };
}

function exitOf(checks: readonly Check[]): ExitCode {
  if (checks.some(({ verdict }) => verdict === "fail")) return EXIT.error;
  return checks.every(({ verdict }) => verdict === "pass") ? EXIT.done : EXIT.unproven;
}
