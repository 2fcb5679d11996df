// Add a key to a lane of the inventory.

import { dayIn } from "../../src/inventory/key-rotation.ts";
import { digestOf } from "../../src/model/digest.ts";
import { systemClock } from "../../src/run/clock.ts";
import { freshKey, type IssuedKey } from "../../src/run/issued-key.ts";
import { changeKeys, type KeyPlace } from "../../src/run/lane-keys.ts";

/** Adds a key; it opens the lane when it is pushed, or the pool next applied. */
export function addKey(
  place: KeyPlace,
  { id, owner, days }: { readonly id: string; readonly owner: string; readonly days?: number },
): Promise<IssuedKey> {
  const key = freshKey();
  const end = days === undefined ? {} : { expires: dayIn(systemClock.now(), days), lasts: days };
  const added = { id, owner, sha256: digestOf(key), ...end };
  return changeKeys(place, () => ({ edits: [{ kind: "add", key: added }], result: { id, key, ...end } }));
}
