import type { Signal } from "../../model/sample.ts";
import { family } from "./family.ts";
import { footprint } from "./footprint.ts";
import { pressure } from "./pressure.ts";
import { sections } from "./sections.ts";
import { servicePid } from "./service-pid.ts";
import { swapUsed } from "./swap.ts";
import { thermal } from "./thermal.ts";

/** The numbers of a signal line. */
export const SIGNAL_NAMES = ["rss", "footprint", "swapUsed", "pressure", "thermal"] as const;
export type SignalName = (typeof SIGNAL_NAMES)[number];

/** What one tick of the sampler read. */
export interface Reading {
  /** The engine and all it started; empty when it does not run. The next tick looks at their footprint. */
  readonly pids: readonly number[];
  readonly values: Pick<Signal, SignalName>;
  /** The signals that could not be read. */
  readonly missing: readonly SignalName[];
}

/**
 * Sections of the sampler's output: `service`, `ps`, `sysctl`, `thermal`, and `footprint PID` for each known pid.
 * `known` is the pid of the engine where no service is asked for it.
 */
export function reading(stdout: string, known?: number): Reading {
  const parts = sections(stdout);
  const pid = known ?? servicePid(parts["service"] ?? "");
  const members = pid === undefined ? undefined : family(parts["ps"] ?? "", pid);
  const found = {
    rss: members?.rss,
    footprint: footprintOf(members?.pids ?? [], parts),
    swapUsed: swapUsed(parts["sysctl"] ?? ""),
    pressure: pressure(parts["sysctl"] ?? ""),
    thermal: thermal(parts["thermal"] ?? ""),
  };
  return {
    pids: members?.pids ?? [],
    values: Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined)),
    missing: SIGNAL_NAMES.filter((name) => found[name] === undefined),
  };
}

/** The sum over the family; without one member's share it is no reading at all. */
function footprintOf(pids: readonly number[], parts: Readonly<Record<string, string>>): number | undefined {
  const shares = pids.map((pid) => footprint(parts[`footprint ${pid}`] ?? ""));
  if (shares.length === 0 || shares.includes(undefined)) return undefined;
  return shares.reduce<number>((sum, share) => sum + (share ?? 0), 0);
}
