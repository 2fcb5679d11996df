import { hexOf } from "../src/model/digest.ts";
import type { Lane, LaneKey } from "../src/model/lane.ts";

/** Seconds since 1970 at which a key ends; 0 for never. */
const end = ({ expires }: LaneKey): number =>
  expires === undefined ? 0 : Date.parse(`${expires}T00:00:00Z`) / 1000;

/**
 * `keys.map`: `<sha256 hex of an API key> <lane>:<key id>:<end>:<key owner>`, sorted. Hashes only, never a key.
 * The owner stands last because it may hold colons.
 */
export function renderKeysMap(lanes: readonly Lane[]): string {
  const lines = lanes.flatMap((lane) =>
    lane.keys.map((key) => `${hexOf(key.sha256)} ${lane.name}:${key.id}:${end(key)}:${key.owner}\n`),
  );
  return lines.sort().join("");
}
