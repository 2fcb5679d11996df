import { join } from "node:path";
import type { Check } from "../model/audit.ts";
import { Failure } from "../model/failure.ts";
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

/** Verifies a run as `verify` does, and throws `run-untrusted` for one that does not hold. */
export async function trustRun(folder: string, { allowedSigners, unsigned, hint }: Credit): Promise<void> {
  const checks = await verifyRun(folder, { allowedSigners });
  const isUnsigned = (await readText(join(folder, "result.json.sig"))) === undefined;
  const isForgiven = ({ name }: Check): boolean => isUnsigned && unsigned && name === SIGNATURE;
  const bad = checks.find((check) => check.verdict === "fail" && !isForgiven(check));
  if (bad === undefined) return;
  const isAbsent = isUnsigned && bad.name === SIGNATURE;
  throw new Failure({
    code: "run-untrusted",
    subject: folder,
    saw: `${bad.name}: wanted ${bad.wanted}, saw ${bad.saw}`,
    hint:
      (isAbsent ? hint : undefined) ?? "see `espalier verify` of that folder; only what verifies is taken",
  });
}

const SIGNATURE = "signature";
