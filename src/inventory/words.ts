import { nearest } from "./nearest.ts";

/** `one of a, b, c`. */
export const oneOf = (words: readonly string[]): string =>
  words.length === 1 ? `${words[0]}` : `one of ${words.join(", ")}`;

/** `rename it to "address"` when the word is near a known one, else `otherwise`. */
export function renaming(word: string, known: readonly string[], otherwise: string): string {
  const near = nearest(word, known);
  return near === undefined ? otherwise : `did you mean ${JSON.stringify(near)}?`;
}

/** A value in the words of a reader: `the number 8`, `"4b"`, `a list`. */
export function described(value: unknown): string {
  if (value === null) return "nothing";
  if (Array.isArray(value)) return value.length === 0 ? "an empty list" : "a list";
  if (typeof value === "object") return Object.keys(value).length === 0 ? "an empty map" : "a map";
  if (typeof value === "string") return JSON.stringify(value);
  return typeof value === "number" ? `the number ${value}` : `the word ${value === true}`;
}
