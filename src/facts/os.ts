import type { OsTriple } from "../model/lock.ts";
import type { Answer } from "./fact.ts";

export const osQuestion = { name: "os", script: "sw_vers" };

/**
 * The OS triple from the full form of `sw_vers` (tab-separated; `ProductVersionExtra` only after a
 * Background Security Improvement). `undefined` when version or build is missing.
 */
export function parseOs({ stdout }: Answer): OsTriple | undefined {
  const field = (name: string): string | undefined =>
    new RegExp(`^${name}:\\s+(\\S+)`, "m").exec(stdout)?.[1];
  const version = field("ProductVersion");
  const build = field("BuildVersion");
  return version && build ? { version, build, extra: field("ProductVersionExtra") ?? "" } : undefined;
}

/** `26.6.2 25G83`, with the extra where there is one: `26.3.1 (a) 25D771280a`. */
export const formatOs = (os: OsTriple): string => [os.version, os.extra, os.build].filter(Boolean).join(" ");
