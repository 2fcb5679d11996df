import type { OsTriple } from "./lock.ts";
import type { SecretRef } from "./pool.ts";
import type { Milliseconds } from "./units.ts";

/** Which macOS the hosts of a pool may run. */
export interface OsWish {
  readonly allow: readonly AdmittedOs[];
  /** How long a new entry waits before it is pinned or installed. */
  readonly freeze: Milliseconds;
  /** Who may update the Macs; needed by `update-os` only. */
  readonly owner?: OsOwner;
  /** How long an update with its restart may take. */
  readonly deadline: Milliseconds;
}

/** A volume owner of the Macs: on Apple silicon nobody else may update macOS. */
export interface OsOwner {
  readonly user: string;
  readonly password: SecretRef;
}

/** One OS triple of the allow-list. */
export interface AdmittedOs extends OsTriple {
  /** ISO date on which it was listed. */
  readonly since: string;
  /** Why it does not wait for the end of the freeze. */
  readonly urgent?: string;
}
