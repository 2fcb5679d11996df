// Take a key out of a lane of the inventory.

import { EXIT, Failure } from "../../src/model/failure.ts";
import type { Pool } from "../../src/model/pool.ts";
import { probeTurn } from "../../src/operations/gateway/probe-key.ts";
import { changeKeys, type KeyPlace, poolProbing } from "../../src/run/lane-keys.ts";

/** Takes a key out of the inventory; it opens nothing once that is pushed, or the pool applied. Throws `key-probing`. */
export async function revokeKey(place: KeyPlace, id: string): Promise<void> {
  const pool = await poolProbing(place, id);
  if (pool !== undefined) throw stillProbing(pool, place.lane, id);
  await changeKeys(place, () => ({ edits: [{ kind: "remove", id }], result: undefined }));
}

const stillProbing = (pool: Pool, lane: string, id: string): Failure =>
  new Failure({
    code: "key-probing",
    subject: id,
    saw: "gateways.probe.key holds it: without it hosts would refuse every health check, and every model answer 503",
    hint: `\`espalier keys rotate ${pool.id} ${lane} ${id} --push\`, then ${probeTurn(pool)}; then revoke it`,
    exit: EXIT.usage,
  });
