import type { PinChange } from "../../model/lock.ts";
import { counted } from "../words.ts";
import { columns } from "./columns.ts";

const sign = ({ was, now }: PinChange): string => (was === undefined ? "+" : now === undefined ? "-" : "~");

const moved = ({ was, now }: PinChange): string =>
  was === undefined || now === undefined ? (now ?? was ?? "") : `${was} -> ${now}`;

const row = (change: PinChange): readonly string[] => [sign(change), change.path, change.why, moved(change)];

function summary(pool: string, count: number, checkOnly: boolean): string {
  if (count === 0) return `${pool}: the lock is up to date.`;
  if (checkOnly) return `${pool}: ${counted(count, "pin")} to resolve; run \`espalier pin ${pool}\`.`;
  return `${pool}: ${counted(count, "pin")} written to the lock.`;
}

/** Every pin that moved with its reason; `checkOnly` when nothing was written. */
export const renderPins = (pool: string, changes: readonly PinChange[], checkOnly: boolean): string =>
  [...columns(changes.map(row)), summary(pool, changes.length, checkOnly)].join("\n");
