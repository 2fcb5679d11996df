import { hexOf } from "../src/model/digest.ts";
import type { Lane } from "../src/model/pool.ts";

/** `keys.map`: `<sha256 hex of an API key> <lane>:<key id>:<key owner>`, sorted. Hashes only, never a key. */
export function renderKeysMap(lanes: readonly Lane[]): string {
  const lines = lanes.flatMap((lane) =>
    lane.keys.map((key) => `${hexOf(key.sha256)} ${lane.name}:${key.id}:${key.owner}\n`),
  );
  return lines.sort().join("");
}
