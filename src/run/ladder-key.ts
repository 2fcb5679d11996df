import { resolveSecret, type Secret } from "../connectors/secret.ts";
import { digestOf } from "../model/digest.ts";
import { EXIT, Failure } from "../model/failure.ts";
import type { Pool } from "../model/pool.ts";

/** The API key the ladder uses, with the id under which its lane knows it. */
export interface LadderKey {
  readonly secret: Secret;
  readonly id: string;
}

/** Resolves the key and finds it among the lane's hashes. Throws `ladder-key-unknown`. */
export async function ladderKey(pool: Pool, inventory: string): Promise<LadderKey> {
  const secret = await resolveSecret(pool.ladder.key, inventory);
  const hash = digestOf(secret.reveal());
  const id = pool.lanes[pool.ladder.lane]?.keys.find(({ sha256 }) => sha256 === hash)?.id;
  if (id !== undefined) return { secret, id };
  throw new Failure({
    code: "ladder-key-unknown",
    subject: `${pool.source} ladder.key`,
    saw: `its sha256 ${hash} is none of the keys of lane ${pool.ladder.lane}`,
    hint: `add { id: ladder, owner: espalier, sha256: "${hash}" } to lanes.${pool.ladder.lane}.keys`,
    exit: EXIT.badInventory,
  });
}
