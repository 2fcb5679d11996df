import type { OsTriple } from "../model/lock.ts";
import type { AdmittedOs } from "../model/os.ts";
import type { Pool } from "../model/pool.ts";

/** Equal in version, build and extra. */
export const isSame = (one: OsTriple, other: OsTriple): boolean =>
  one.version === other.version && one.build === other.build && one.extra === other.extra;

/** The entry of the allow-list that names a triple. */
export const entryFor = ({ os }: Pool, triple: OsTriple): AdmittedOs | undefined =>
  os?.allow.find((entry) => isSame(entry, triple));

/** True when the allow-list names the triple; a pool without one admits what its lock pins. */
export const isListed = (pool: Pool, triple: OsTriple): boolean =>
  pool.os === undefined || entryFor(pool, triple) !== undefined;

/** When an entry leaves its freeze, ms since 1970; an urgent one is never frozen. */
export const thawsAt = ({ os }: Pool, { since, urgent }: AdmittedOs): number =>
  urgent === undefined ? Date.parse(since) + (os?.freeze ?? 0) : 0;
