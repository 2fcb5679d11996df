import { canonicalJson, type Digest, digestOf } from "../model/digest.ts";
import type { Lock } from "../model/lock.ts";

/** `inventory/locks/<pool>.lock.yaml` once it fits its schema. */
export interface LockText extends Lock {
  readonly format: typeof LOCK_FORMAT;
  readonly integrity: Digest;
}

export const LOCK_FORMAT = "espalier-lock/1";

/** The digest over everything a lock says; spelling and order of the YAML do not count. */
export const integrityOf = (lock: Lock): Digest => digestOf(canonicalJson({ ...lock, format: LOCK_FORMAT }));
