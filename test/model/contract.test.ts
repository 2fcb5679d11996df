import { expect, test } from "vitest";
import { type ClientContract, contractDigest, termsOf } from "../../src/model/contract.ts";
import { TERMS } from "../fakes/terms.ts";

const CONTRACT: ClientContract = { ...TERMS, model: "qwen3:4b", rungs: [1, 2], requests: 80 };
const of = (contract: ClientContract, revision = "sha256:1") => contractDigest({ contract, revision });

test("the terms are all of the contract but what it asks and how long", () => {
  expect(termsOf(CONTRACT)).toEqual(TERMS);
});

test.each<[string, Partial<ClientContract>]>([
  ["the model", { model: "gemma" }],
  ["the rungs", { rungs: [1, 4] }],
  ["the requests", { requests: 400 }],
  ["the budget", { budget: { requests: 400, time: 1 } }],
])("%s changes no number's meaning, and so not the digest", (_, changes) => {
  expect(of({ ...CONTRACT, ...changes })).toBe(of(CONTRACT));
});

test.each<[string, Partial<ClientContract>]>([
  ["streaming", { streaming: false }],
  ["the prompts", { prompt: of(CONTRACT) }],
  ["their length", { promptTokens: 4096 }],
  ["the length of answers", { outputTokens: 8 }],
  ["the library", { library: "undici" }],
  ["the runtime", { runtime: "node@22.1.0" }],
])("%s is in the digest", (_, changes) => {
  expect(of({ ...CONTRACT, ...changes })).not.toBe(of(CONTRACT));
});

test("so is the ladder revision", () => {
  expect(of(CONTRACT, "sha256:2")).not.toBe(of(CONTRACT));
});
