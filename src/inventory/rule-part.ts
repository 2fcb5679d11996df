import type { Token } from "./tokens.ts";
import { oneOf, renaming } from "./words.ts";

/** Where a rule stops making sense. `column` is 1-based within the rule. */
export interface RuleMistake {
  readonly kind: "bad";
  readonly column: number;
  readonly found: string;
  readonly wanted: string;
  readonly todo: string;
}

/** A part of a rule that was read, and the tokens behind it. */
export type Part<T> =
  | { readonly kind: "ok"; readonly value: T; readonly rest: readonly Token[] }
  | RuleMistake;

/** A mistake at the first token; the end of the rule is found as such. */
export function mistake(rest: readonly Token[], wanted: string, todo: string): RuleMistake {
  const { text, column } = rest[0] ?? { text: "", column: 1 };
  return {
    kind: "bad",
    column,
    found: text === "" ? "the end of the rule" : JSON.stringify(text),
    wanted,
    todo,
  };
}

/** One of the words that may stand here. */
export function oneOfWords<T extends string>(
  rest: readonly Token[],
  known: readonly T[],
  noun: string,
): Part<T> {
  const text = rest[0]?.text ?? "";
  const value = known.find((word) => word === text);
  if (value !== undefined) return { kind: "ok", value, rest: rest.slice(1) };
  return mistake(rest, `${noun}: ${oneOf(known)}`, renaming(text, known, `put ${noun} here`));
}

/** True when a number stands here. */
export const isNumber = (token: Token | undefined): token is Token => /^\d/.test(token?.text ?? "");
