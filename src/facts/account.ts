import { SERVICE_USER } from "../model/layout.ts";
import type { Answer } from "./fact.ts";

export const accountQuestion = { name: "account", script: `dscl . -read /Users/${SERVICE_USER} UniqueID` };

/** True when the service account exists; `dscl` ends with 56 when it does not. */
export const parseAccount = ({ exit, stdout }: Answer): boolean => exit === 0 && /UniqueID: \d+/.test(stdout);
