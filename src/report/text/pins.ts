import type { PinChange } from "../../model/lock.ts";

const sides = ({ was, now }: PinChange): string => {
  if (was === undefined && now === undefined) return "";
  return `\n      ${was ?? "(nothing)"} -> ${now ?? "(nothing)"}`;
};

/** Every pin that changes, or that a check found open, with its reason. */
export function renderPins(pool: string, changes: readonly PinChange[], checking: boolean): string {
  if (changes.length === 0)
    return `✓ ${pool}: ${checking ? "the lock matches the inventory" : "every pin is as it was"}`;
  const head = checking
    ? `≠ ${pool}: the lock and the inventory disagree in ${changes.length} places`
    : `✓ ${pool}: the lock is written; ${changes.length} pins are new or changed`;
  return [head, ...changes.map((change) => `    ${change.path}: ${change.why}${sides(change)}`)].join("\n");
}
