import { randomBytes } from "node:crypto";

/** A key that was just made. Its text is nowhere else: the inventory holds the hash. */
export interface IssuedKey {
  readonly id: string;
  readonly key: string;
  /** The first day (UTC) on which it opens nothing; absent: it has no end. */
  readonly expires?: string;
}

/** 256 random bits: nothing to guess, so a plain sha256 hides them. */
export const freshKey = (): string => `esp_${randomBytes(32).toString("base64url")}`;
