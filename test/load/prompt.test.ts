import { expect, test } from "vitest";
import { prompt } from "../../src/load/prompt.ts";

test("the nonce comes first, so that no two prompts share a prefix", () => {
  expect(prompt({ nonce: "n-1", seed: 1, tokens: 64 })).toMatch(/^n-1 /);
});

test("equal wishes give equal prompts, other seeds other words", () => {
  const wish = { nonce: "n", seed: 1, tokens: 64 };
  expect(prompt(wish)).toBe(prompt(wish));
  expect(prompt(wish)).not.toBe(prompt({ ...wish, seed: 2 }));
});

test.each([64, 256, 4096])("about %i tokens, at one token a word", (tokens) => {
  const words = prompt({ nonce: "n", seed: 3, tokens }).split(" ").length;
  expect(Math.abs(words - tokens)).toBeLessThan(24);
});
