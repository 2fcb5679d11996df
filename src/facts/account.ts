import { SERVICE_USER } from "../model/layout.ts";
import type { Answer } from "./fact.ts";

export const accountQuestion = {
  name: "account",
  script: `dscl . -read /Users/${SERVICE_USER} UniqueID UserShell IsHidden`,
};

/**
 * True when the service account is what it shall be: a number below 500, no shell, hidden. `dscl` ends with 56 when there
 * is none, and prints keys that are not Apple's own with a prefix.
 */
export const parseAccount = ({ exit, stdout }: Answer): boolean =>
  exit === 0 &&
  /^UniqueID: [1-4]?\d{1,2}$/m.test(stdout) &&
  /^UserShell: \/usr\/bin\/false$/m.test(stdout) &&
  /^(?:dsAttrTypeNative:)?IsHidden: 1$/m.test(stdout);
