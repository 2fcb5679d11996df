import { join } from "node:path";
import { readLock, writeLock } from "../inventory/lock.ts";
import { accepted } from "../inventory/problem.ts";
import type { Lock } from "../model/lock.ts";
import { yamlText } from "./inventory.ts";
import { shownPath, writeWhole } from "./text-file.ts";

const fileOf = (inventory: string, pool: string): string => join(inventory, "locks", `${pool}.lock.yaml`);

/** The name of the lock of a pool, as a reader would type it. */
export const lockName = (inventory: string, pool: string): string => shownPath(fileOf(inventory, pool));

/** The lock of a pool, or `undefined` before its first `espalier pin`. Throws when it was edited by hand. */
export async function lockThere(inventory: string, pool: string): Promise<Lock | undefined> {
  const text = await yamlText(fileOf(inventory, pool));
  return text === undefined ? undefined : accepted(readLock(text, lockName(inventory, pool)));
}

export const putLock = (inventory: string, pool: string, lock: Lock): Promise<void> =>
  writeWhole(fileOf(inventory, pool), writeLock(lock));
