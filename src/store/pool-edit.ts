import { setTimeout } from "node:timers/promises";
import { Failure } from "../model/failure.ts";
import { lockText, type NamedText, poolText, writeLockText, writePoolText } from "./inventory.ts";
import { type Claim, type Lease, takeLease } from "./lease.ts";
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

/** How often the turn is asked for while another edit runs, and the pause between, ms: an edit takes milliseconds. */
const [TRIES, PAUSE] = [400, 25] as const;

/**
 * Replaces the text of a pool by what `edit` makes of it: one edit at a time, each of the text that the one before it left.
 * What `edit` throws leaves the text as it was. Throws `lease-held` when another edit does not end within 10 s.
 */
export async function editPool<Result>(
  { folders, pool, claim }: PoolEdit,
  edit: Edit<Result>,
): Promise<Result> {
  const turn = await awaitTurn(folders.home, `${pool}.inventory`, claim);
  try {
    return await replaceText(folders.inventory, pool, edit);
  } finally {
    await turn.release();
  }
}

/** Replaces the lock of a pool by what `edit` makes of the one that is there now; in turn, as `editPool`. */
export async function editLock(
  { folders, pool, claim }: PoolEdit,
  edit: (before: NamedText | undefined) => string,
): Promise<void> {
  const turn = await awaitTurn(folders.home, `${pool}.lock`, claim);
  try {
    await writeLockText(folders.inventory, pool, edit(await lockText(folders.inventory, pool)));
  } finally {
    await turn.release();
  }
}

async function awaitTurn(home: string, name: string, claim: Claim): Promise<Lease> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await takeLease(home, name, claim);
    } catch (error) {
      if (!(error instanceof Failure) || error.code !== "lease-held" || tries === TRIES) throw error;
      await setTimeout(PAUSE);
    }
  }
}

/** A person's editor asks for no turn: what was saved meanwhile is edited instead. */
async function replaceText<Result>(inventory: string, pool: string, edit: Edit<Result>): Promise<Result> {
  const before = await poolText(inventory, pool);
  const { text, result } = edit(before);
  if ((await poolText(inventory, pool)).text !== before.text) return replaceText(inventory, pool, edit);
  await writePoolText(inventory, pool, text);
  return result;
}
