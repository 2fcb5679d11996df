// The models of a pool where no registry is: a folder that any web server serves.
import { Failure } from "../src/model/failure.ts";
import { type Mirrored, mirrorModels } from "../src/run/mirror.ts";
import { describe, openPins, recordedLock } from "../src/run/stage.ts";
import type { Workspace } from "../src/store/workspace.ts";

/** Writes every model that the lock pins into `folder`. Throws `lock-outdated` when the lock is not what the inventory asks for. */
export async function mirror(folders: Workspace, name: string, folder: string): Promise<Mirrored> {
  const described = await describe(folders, name);
  const lock = await recordedLock(described);
  const open =
    lock === undefined ? [] : openPins(described, lock).filter(({ path }) => path.startsWith("models."));
  if (lock !== undefined && open.length === 0) return mirrorModels(Object.values(lock.models), folder);
  throw new Failure({
    code: "lock-outdated",
    subject: name,
    saw: lock === undefined ? "it has no lock yet" : `${open[0]?.path}: ${open[0]?.why}`,
    hint: `run \`espalier pin ${name}\` where the registries can be reached, then mirror`,
  });
}
