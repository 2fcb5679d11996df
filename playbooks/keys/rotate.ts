// Add the key that follows another one; both open the lane until the old one ends.

import { type Rotation, type RotationWish, rotationOf } from "../../src/inventory/key-rotation.ts";
import { digestOf } from "../../src/model/digest.ts";
import { probeTurn } from "../../src/operations/gateway/probe-key.ts";
import { systemClock } from "../../src/run/clock.ts";
import { freshKey, type IssuedKey } from "../../src/run/issued-key.ts";
import { changeKeys, type KeyPlace, poolProbing } from "../../src/run/lane-keys.ts";

/** The key after another one. */
export interface RotatedKey extends IssuedKey, Pick<Rotation, "old"> {
  /** Set when gateways probe by the old one: what brings them the next. */
  readonly probe?: string;
}

/**
 * Adds the next key of the same owner, for as many days as the old one, and lets that end after so many days, or at the end
 * that it had if that is sooner: both open the lane until then.
 */
export async function rotateKey(
  place: KeyPlace,
  id: string,
  wish: Omit<RotationWish, "now">,
): Promise<RotatedKey> {
  const key = freshKey();
  const pool = await poolProbing(place, id);
  const turn = pool && { probe: probeTurn(pool) };
  return changeKeys(place, (keys) => {
    const { old, next } = rotationOf(keys, id, { ...wish, now: systemClock.now() });
    const added = { ...next, sha256: digestOf(key) };
    return {
      edits: [
        { kind: "end", id, on: old.expires },
        { kind: "add", key: added },
      ],
      result: { ...next, key, old, ...turn },
    };
  });
}
