/** A word of a one-line text and where it stands. */
export interface Token {
  readonly text: string;
  /** 1-based. */
  readonly column: number;
}

const WORD = /[<>=!]+|\d+(?:\.\d+)?|[A-Za-z][A-Za-z0-9./]*|\S/g;

/** Comparisons, numbers, words and single other characters; white space only separates. */
export const tokens = (text: string): readonly Token[] =>
  [...text.matchAll(WORD)].map((match) => ({ text: match[0], column: match.index + 1 }));
