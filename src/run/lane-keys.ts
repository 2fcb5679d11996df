import type { KeyEdit } from "../inventory/key-edit.ts";
import { editKeys } from "../inventory/key-edit.ts";
import { readPool } from "../inventory/pool.ts";
import { accepted } from "../inventory/problem.ts";
import { EXIT, Failure } from "../model/failure.ts";
import type { LaneKey } from "../model/lane.ts";
import type { Pool } from "../model/pool.ts";
import { editPool } from "../store/pool-edit.ts";
import type { Workspace } from "../store/workspace.ts";
import { claimOf } from "./claim.ts";
import { systemClock } from "./clock.ts";
import { isProbeKey } from "./gateway/probe-key.ts";
import { describe } from "./stage.ts";

/** Which lane of which pool. */
export interface KeyPlace {
  readonly folders: Workspace;
  readonly pool: string;
  readonly lane: string;
}

/** The keys of a lane. Throws `lane-missing`. */
export function keysOf({ id, lanes }: Pool, lane: string): readonly LaneKey[] {
  const keys = lanes[lane]?.keys;
  if (keys) return keys;
  throw new Failure({
    code: "lane-missing",
    subject: lane,
    saw: `${id} has no such lane`,
    hint: "name one of its lanes",
    exit: EXIT.usage,
  });
}

/** The pool whose gateways are told to probe by this key; `undefined` where they are not. */
export async function poolProbing({ folders, pool, lane }: KeyPlace, id: string): Promise<Pool | undefined> {
  const described = await describe(folders, pool);
  const key = keysOf(described.pool, lane).find((one) => one.id === id);
  return key && (await isProbeKey(described.pool, folders.inventory, key)) ? described.pool : undefined;
}

/** What is done to the keys of a lane, and what is told of it once it is written. */
export interface Change<Result> {
  readonly edits: readonly KeyEdit[];
  readonly result: Result;
}

/** Decides by the keys that the lane has now, and writes the pool only when it is still one that can be read. */
export async function changeKeys<Result>(
  { folders, pool, lane }: KeyPlace,
  decide: (keys: readonly LaneKey[]) => Change<Result>,
): Promise<Result> {
  const { catalogue } = await describe(folders, pool);
  const claim = claimOf("keys", systemClock);
  return editPool({ folders, pool, claim }, ({ text, file }) => {
    const { edits, result } = decide(keysOf(accepted(readPool(text, file, catalogue)), lane));
    const next = editKeys(text, lane, edits);
    accepted(readPool(next, file, catalogue));
    return { text: next, result };
  });
}
