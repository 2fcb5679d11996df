// What every engine will hold on every host, before anything is installed. No host is asked.
import { EXIT, type ExitCode } from "../src/model/failure.ts";
import type { HostRoom } from "../src/model/memory.ts";
import { poolMemory } from "../src/operations/memory-plan.ts";
import { selected } from "../src/run/selection.ts";
import { describe, recordedLock } from "../src/run/stage.ts";
import type { Workspace } from "../src/store/workspace.ts";

export interface MemoryResult {
  readonly exit: ExitCode;
  readonly hosts: readonly HostRoom[];
}

/** Exit 0 when every host has room, 65 when one has not, 4 when one cannot be planned. Reads inventory and lock only. */
export async function memory(
  folders: Workspace,
  name: string,
  on: string | undefined,
): Promise<MemoryResult> {
  const described = await describe(folders, name);
  const { pool } = described;
  const wanted = selected(pool.hosts, on);
  const plans = poolMemory({ pool, lock: await recordedLock(described) });
  const hosts = plans.filter(({ host }) => wanted.some(({ id }) => id === host));
  return { exit: exitOf(hosts), hosts };
}

function exitOf(hosts: readonly HostRoom[]): ExitCode {
  if (hosts.some(({ over }) => over.length > 0)) return EXIT.badInventory;
  return hosts.some(({ unknown }) => unknown.length > 0) ? EXIT.unproven : EXIT.done;
}
