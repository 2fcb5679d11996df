import { join } from "node:path";
import type { Check } from "../model/audit.ts";
import { Failure } from "../model/failure.ts";
import type { RunResult } from "../model/run-result.ts";
import { readText } from "../store/text-file.ts";
import { verifyRun } from "./verify.ts";

/** Whom to believe. */
export interface Credit {
  readonly allowedSigners: string;
  /** Take a report that nobody signed, too. One that is signed must hold all the same. */
  readonly unsigned: boolean;
  /** What may be done about a report without a signature. */
  readonly hint?: string;
}

/** Verifies a run as `verify` does. Returns the very report that was checked; throws `run-untrusted` for one that does not hold. */
export async function trustRun(
  folder: string,
  { allowedSigners, unsigned, hint }: Credit,
): Promise<RunResult> {
  const { checks, result } = await verifyRun(folder, { allowedSigners });
  const isUnsigned = (await readText(join(folder, "result.json.sig"))) === undefined;
  const isForgiven = ({ name }: Check): boolean => isUnsigned && unsigned && name === SIGNATURE;
  const bad = checks.find((check) => check.verdict === "fail" && !isForgiven(check));
  if (bad !== undefined) throw untrusted(folder, bad, isUnsigned ? hint : undefined);
  if (result === undefined) throw new TypeError("a report that cannot be read has failed a check");
  return result;
}

const SIGNATURE = "signature";

const untrusted = (folder: string, { name, wanted, saw }: Check, unsigned: string | undefined): Failure =>
  new Failure({
    code: "run-untrusted",
    subject: folder,
    saw: `${name}: wanted ${wanted}, saw ${saw}`,
    hint:
      (name === SIGNATURE ? unsigned : undefined) ??
      "see `espalier verify` of that folder; only what verifies is taken",
  });
