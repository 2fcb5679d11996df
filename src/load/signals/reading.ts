import type { Signal } from "../../model/signal.ts";
import { coTenants } from "./co-tenants.ts";
import { family } from "./family.ts";
import { freeDisk } from "./free-disk.ts";
import { LINUX } from "./linux.ts";
import { MAC } from "./mac.ts";
import { queue } from "./queue.ts";
import { sections } from "./sections.ts";
import { servicePid } from "./service-pid.ts";
import { type Readers, SIGNAL_NAMES, type SignalName } from "./signal-name.ts";

/** What one tick of the sampler read. */
export interface Reading {
  /** The engine and all it started; empty when it does not run. The next tick looks at their footprint. */
  readonly pids: readonly number[];
  readonly values: Pick<Signal, SignalName>;
  /** The signals that could not be read. */
  readonly missing: readonly SignalName[];
  /** Programs that have no business beside a climb, `a compiler 240 %`; absent where there are none. */
  readonly coTenantNames?: string;
}

/** What is known without the sampler's programs. */
export interface Known {
  /** The engine's pid, where no service is asked for it. */
  readonly pid?: number | undefined;
  /** Errors in the engine's log since the climb began; absent where the log cannot be read. */
  readonly logErrors?: number | undefined;
}

/** The daemon that the job has started and no longer holds; an engine without one has none. */
const daemonPid = (text: string): readonly number[] => (/^\d+\n?$/.test(text) ? [Number(text)] : []);

/** By what `uname` says. */
const SYSTEMS: Readonly<Record<string, Readers>> = { Darwin: MAC, Linux: LINUX };

/** The system that printed this; empty when it did not say. */
export const systemOf = (stdout: string): string => (sections(stdout)["uname"] ?? "").trim();

/**
 * Reads the output of the sampler: sections `uname`, `service`, `ps`, `disk`, `queue`, those of the system (`mac.ts`,
 * `linux.ts`), and of each known pid. A signal that is not there is missing, never zero.
 */
export function reading(stdout: string, known: Known = {}): Reading {
  const parts = sections(stdout);
  const section = (name: string): string => parts[name] ?? "";
  const pid = known.pid ?? servicePid(section("service"));
  const members =
    pid === undefined ? undefined : family(section("ps"), [pid, ...daemonPid(section("daemon"))]);
  const asked = { section, pids: members?.pids ?? [] };
  const strangers = coTenants(section("ps"));
  const readers = SYSTEMS[section("uname").trim()] ?? {};
  const found: { readonly [Name in SignalName]?: number | undefined } = {
    ...Object.fromEntries(Object.entries(readers).map(([name, read]) => [name, read(asked)])),
    rss: members?.rss,
    enginePid: members === undefined ? undefined : pid,
    coTenants: strangers?.share,
    diskFree: freeDisk(section("disk")),
    queue: queue(section("queue")),
    logErrors: known.logErrors,
  };
  return {
    pids: asked.pids,
    values: Object.fromEntries(
      SIGNAL_NAMES.flatMap((name) => (found[name] === undefined ? [] : [[name, found[name]]])),
    ),
    missing: SIGNAL_NAMES.filter((name) => found[name] === undefined),
    ...(strangers && strangers.names !== "" && { coTenantNames: strangers.names }),
  };
}
