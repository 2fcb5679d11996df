import type { Layout } from "../../model/layout.ts";
import type { PreparationFacts } from "../../model/preparation.ts";
import type { Answer } from "../fact.ts";

/**
 * Keys that let a Mac change itself, and the domain that holds each. `ConfigDataInstall` is not among them: XProtect's
 * data do not touch the OS triple, and a host is worse off without them.
 */
export const UPDATE_KEYS = [
  { domain: "com.apple.SoftwareUpdate", key: "AutomaticCheckEnabled" },
  { domain: "com.apple.SoftwareUpdate", key: "AutomaticDownload" },
  { domain: "com.apple.SoftwareUpdate", key: "AutomaticallyInstallMacOSUpdates" },
  { domain: "com.apple.SoftwareUpdate", key: "CriticalUpdateInstall" },
  { domain: "com.apple.commerce", key: "AutoUpdate" },
] as const;

/** The file of a domain of preferences of the whole machine. */
export const preferences = ({ root }: Layout, domain: string): string =>
  `${root === "/" ? "" : root}/Library/Preferences/${domain}`;

const DOMAINS = [...new Set(UPDATE_KEYS.map(({ domain }) => domain))];

/** `plutil` reads the files themselves: `defaults` would tell what cfprefsd believes. */
export const updatesQuestion = (paths: Layout) => ({
  name: "updates",
  script: `${DOMAINS.map((domain) => `plutil -convert xml1 -o - '${preferences(paths, domain)}.plist'`).join("\n")}
profiles status -type enrollment
true`,
});

/** The values by key, `true` or `false`; a key that nobody set is absent. */
export function parseUpdates({ stdout, exit }: Answer): PreparationFacts["updates"] {
  if (exit !== 0) return undefined;
  const pairs = stdout.matchAll(/<key>(\w+)<\/key>\s*<(?:integer>)?(true|false|0|1)\b/g);
  const known = [...pairs].filter(([, key]) => UPDATE_KEYS.some((wanted) => wanted.key === key));
  return Object.fromEntries(known.map(([, key, value]) => [key, String(/1|true/.test(value ?? ""))]));
}

/** `MDM enrollment: Yes (User Approved)`; absent when `profiles` says nothing. */
export function parseManaged({ stdout }: Answer): boolean | undefined {
  const said = /^MDM enrollment: (Yes|No)/m.exec(stdout)?.[1];
  return said === undefined ? undefined : said === "Yes";
}
