import { createHash } from "node:crypto";
import type { Brand } from "./brand.ts";

/** `sha256:` and 64 lower-case hex digits. */
export type Digest = Brand<string, "Digest">;

const PATTERN = /^sha256:[0-9a-f]{64}$/;

/** True when `text` is a full digest; a bare hex string or a short form is not. */
export const isDigest = (text: string): text is Digest => PATTERN.test(text);

/** The digest written in `text`. Throws `TypeError` when it is none. */
export function digest(text: string): Digest {
  if (!isDigest(text)) throw new TypeError(`not a digest: ${JSON.stringify(text)}; wanted sha256:<64 hex>`);
  return text;
}

/** The 64 hex digits without the algorithm. */
export const hexOf = (value: Digest): string => value.slice("sha256:".length);

/** The first 12 hex digits: for people, and for directory names on a host. */
export const shortOf = (value: Digest): string => hexOf(value).slice(0, 12);

/** The digest of bytes or of UTF-8 text. */
export const digestOf = (data: string | Uint8Array): Digest =>
  `sha256:${createHash("sha256").update(data).digest("hex")}` as Digest;

/** JSON with sorted keys and no white space: equal values give equal text, so that the text can be hashed. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  const entries = Object.entries(value)
    .filter(([, item]) => item !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${canonicalJson(item)}`).join(",")}}`;
}

/** A text in which every digest has its first twelve digits only. */
export const brief = (text: string): string => text.replace(/(sha256:[0-9a-f]{12})[0-9a-f]{52}/g, "$1");
