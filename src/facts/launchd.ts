import type { ServiceFact } from "../model/facts.ts";
import { JOB_PREFIX, type Layout } from "../model/layout.ts";
import type { Answer } from "./fact.ts";

export const serviceQuestion = (label: string) => ({
  name: `service:${label}`,
  script: `launchctl print 'system/${label}'`,
});

/** The jobs of host releases that lie where launchd finds them, a label a line. */
export const jobsQuestion = ({ launchDaemons }: Layout) => ({
  name: "installed-jobs",
  script: `for p in '${launchDaemons}'/${JOB_PREFIX}*.plist; do [ ! -f "$p" ] || basename "$p" .plist; done`,
});

/**
 * One job from `launchctl print`. The man page calls the output no API, so only lines with exactly one
 * leading tab count: nested blocks repeat names such as `state`. Exit 113 means not loaded.
 */
export function parseService(label: string, { stdout, exit }: Answer, plist?: string): ServiceFact {
  const field = (name: string): string | undefined =>
    new RegExp(`^\\t${name} = (.+)$`, "m").exec(stdout)?.[1];
  const count = (name: string): number | undefined => {
    const text = field(name);
    return text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined;
  };
  const state = field("state");
  const pid = count("pid");
  const runs = count("runs");
  const lastExit = field("last exit reason") ?? field("last exit code") ?? field("last terminating signal");
  return {
    label,
    loaded: exit === 0,
    ...(state !== undefined && { state }),
    ...(pid !== undefined && { pid }),
    ...(runs !== undefined && { runs }),
    ...(lastExit !== undefined && { lastExit }),
    ...(plist !== undefined && { plist }),
  };
}
