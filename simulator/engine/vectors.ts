import { createHash } from "node:crypto";
import { tokensIn } from "./generation.ts";
import { textOf } from "./http.ts";

/** Length of every embedding. */
const WIDTH = 8;

/** The vector of a text: equal texts give equal ones. */
const vectorOf = (text: string): number[] =>
  [...createHash("sha256").update(text).digest().subarray(0, WIDTH)].map((byte) => byte / 255 - 0.5);

/** One text, or several in one request. */
export const textsOf = (input: unknown): readonly string[] =>
  (Array.isArray(input) ? input : [input]).map(textOf);

/** Tokens of all texts together. */
export const tokensOf = (input: unknown): number =>
  textsOf(input).reduce((sum, text) => sum + tokensIn(text), 0);

/** Reads texts as an answer would, and stops where it would begin: the slot is taken meanwhile, and faults strike. */
export async function readIn(tokens: AsyncGenerator<string, unknown>): Promise<void> {
  while ((await tokens.next()).done !== true);
}

/** One vector for each text. */
export const vectorsOf = (input: unknown): readonly (readonly number[])[] => textsOf(input).map(vectorOf);

/** The answer of /v1/embeddings: equal texts give equal vectors. */
export function embeddings(model: string, input: unknown): object {
  const texts = textsOf(input);
  const tokens = tokensOf(input);
  return {
    object: "list",
    data: texts.map((text, index) => ({ object: "embedding", index, embedding: vectorOf(text) })),
    model,
    usage: { prompt_tokens: tokens, total_tokens: tokens },
  };
}
