import type { FileVaultFacts } from "../../model/preparation.ts";
import type { Answer } from "../fact.ts";

export const fileVaultQuestion = {
  name: "file-vault",
  script: "fdesetup status; fdesetup supportsauthrestart",
};

/** `FileVault is On.`, with what `fdesetup status` adds, and whether a planned restart can unlock itself. */
export function parseFileVault({ stdout }: Answer): FileVaultFacts | undefined {
  const [, state, note] = /^FileVault is (On|Off)(?:, but (.+?))?\.?$/m.exec(stdout) ?? [];
  if (state === undefined) return undefined;
  const authRestart = /^(true|false)$/m.exec(stdout)?.[1];
  return {
    state: state === "On" ? "on" : "off",
    ...(note !== undefined && { note }),
    ...(authRestart !== undefined && { authRestart: authRestart === "true" }),
  };
}
