// Resolve everything that can move, and write it down.
import { EXIT, type ExitCode } from "../src/model/failure.ts";
import type { PinChange } from "../src/model/lock.ts";
import { poolMemory, refuseOverCommit } from "../src/operations/memory-plan.ts";
import { claimOf } from "../src/run/claim.ts";
import { systemClock } from "../src/run/clock.ts";
import { guardPins, resolvePins, savePins } from "../src/run/pin.ts";
import { describe, openPins, recordedLock } from "../src/run/stage.ts";
import type { Workspace } from "../src/store/workspace.ts";

export interface PinResult {
  readonly exit: ExitCode;
  readonly changes: readonly PinChange[];
}

/** Writes the lock when something changed. Throws before writing when a guarded pin moved that was not accepted. */
export async function pin(folders: Workspace, name: string, accepted: readonly string[]): Promise<PinResult> {
  const described = await describe(folders, name);
  const before = await recordedLock(described);
  const pinned = await resolvePins(described, before, {
    accepted,
    now: systemClock.now(),
  });
  guardPins(pinned, accepted);
  await savePins(described, { ...pinned, before, claim: claimOf("pin", systemClock) });
  return { exit: EXIT.done, changes: pinned.changes };
}

/** Holds the lock against the inventory without asking anyone: exit 2 when they disagree. */
export async function checkPins(folders: Workspace, name: string): Promise<PinResult> {
  const described = await describe(folders, name);
  const lock = await recordedLock(described);
  if (lock) refuseOverCommit(poolMemory({ pool: described.pool, lock }));
  const changes = lock ? openPins(described, lock) : [{ path: "lock", why: "there is no lock yet" }];
  return { exit: changes.length > 0 ? EXIT.differs : EXIT.done, changes };
}
