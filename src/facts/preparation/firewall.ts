import type { Layout } from "../../model/layout.ts";
import type { FirewallFacts } from "../../model/preparation.ts";
import type { Answer } from "../fact.ts";

/** The program that asks and sets the application firewall. */
export const socketfilterfw = ({ root }: Layout): string =>
  `${root === "/" ? "" : root}/usr/libexec/ApplicationFirewall/socketfilterfw`;

export const firewallQuestion = (paths: Layout) => ({
  name: "firewall",
  script: `for w in --getglobalstate --getblockall --listapps; do '${socketfilterfw(paths)}' "$w"; done`,
});

/** State 2 blocks everything but essential services; a managed Mac refuses even to be asked. */
export function parseFirewall({ stdout }: Answer): FirewallFacts | undefined {
  if (/cannot be modified from command line on managed/.test(stdout))
    return { state: "managed", blocksAll: false, programs: {} };
  const state = /\(State = (\d)\)/.exec(stdout)?.[1];
  if (state === undefined) return undefined;
  const blocksAll = state === "2" || /block all state set to enabled|Block all ENABLED/i.test(stdout);
  return { state: state === "0" ? "off" : "on", blocksAll, programs: programsIn(stdout) };
}

const programsIn = (text: string): Readonly<Record<string, boolean>> =>
  Object.fromEntries(
    [...text.matchAll(/^\d+ ?: +(\/.*?) *\n\s*\( ?(Allow|Block) /gm)].map(([, path, rule]) => [
      path,
      rule === "Allow",
    ]),
  );
