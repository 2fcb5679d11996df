import type { Lock } from "../model/lock.ts";
import { type NamedText, poolText, writePoolText } from "./inventory.ts";
import type { Claim } from "./lease.ts";
import { lockThere, putLock } from "./lock-file.ts";
import { inTurn } from "./turn.ts";
import type { Workspace } from "./workspace.ts";

/** Which pool is edited, and by whom. */
export interface PoolEdit {
  readonly folders: Workspace;
  readonly pool: string;
  readonly claim: Claim;
}

/** The text that an edit makes, and what its caller gets once it is written. */
export interface Edited<Result> {
  readonly text: string;
  readonly result: Result;
}

type Edit<Result> = (before: NamedText) => Edited<Result>;

/** How long an edit waits for the one before it, ms: it takes milliseconds. */
const PATIENCE = 10_000;

/**
 * Replaces the text of a pool by what `edit` makes of it: one edit at a time, each of the text that the one before it left.
 * What `edit` throws leaves the text as it was. Throws `lease-held` when another edit does not end within 10 s.
 */
export const editPool = <Result>(
  { folders: { home, inventory }, pool, claim }: PoolEdit,
  edit: Edit<Result>,
): Promise<Result> =>
  inTurn({ home, name: `${pool}.inventory`, claim, patience: PATIENCE }, () =>
    replaceText(inventory, pool, edit),
  );

/** Replaces the lock of a pool by what `edit` makes of the one that is there now; in turn, as `editPool`. */
export const editLock = (
  { folders: { home, inventory }, pool, claim }: PoolEdit,
  edit: (before: Lock | undefined) => Lock,
): Promise<void> =>
  inTurn({ home, name: `${pool}.lock`, claim, patience: PATIENCE }, async () =>
    putLock(inventory, pool, edit(await lockThere(inventory, pool))),
  );

/** A person's editor asks for no turn: what was saved meanwhile is edited instead. */
async function replaceText<Result>(inventory: string, pool: string, edit: Edit<Result>): Promise<Result> {
  const before = await poolText(inventory, pool);
  const { text, result } = edit(before);
  if ((await poolText(inventory, pool)).text !== before.text) return replaceText(inventory, pool, edit);
  await writePoolText(inventory, pool, text);
  return result;
}
