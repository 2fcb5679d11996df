import { expect, test } from "vitest";
import type { ServedModel } from "../../src/connectors/model-server.ts";
import { modelChoice, modelNamed } from "../../src/run/model-choice.ts";

const model = (name: string, isLoaded = false): ServedModel => ({ name, isLoaded });
const LONE = [model("qwen3:4b")];
const TWO = [model("qwen3:4b"), model("llama3.2:latest")];
const ONE_LOADED = [model("qwen3:4b", true), model("llama3.2:latest")];
const BOTH_LOADED = [model("qwen3:4b", true), model("llama3.2:latest", true)];

const chosen = (models: readonly ServedModel[], asked?: string, mayAsk = false): readonly string[] =>
  modelChoice(
    { api: "openai-chat", engine: "ollama", models },
    { url: "http://localhost:11434", model: asked, mayAsk },
  ).map(({ name }) => name);

test.each<[string, readonly ServedModel[], string | undefined, boolean, readonly string[]]>([
  ["the only model is taken unasked", LONE, undefined, true, ["qwen3:4b"]],
  ["of two the one in memory is taken where nobody can be asked", ONE_LOADED, undefined, false, ["qwen3:4b"]],
  ["of two a person chooses", ONE_LOADED, undefined, true, ["qwen3:4b", "llama3.2:latest"]],
  ["the one that was named is taken", TWO, "qwen3:4b", true, ["qwen3:4b"]],
  ["a name without a tag means latest", TWO, "llama3.2", false, ["llama3.2:latest"]],
])("%s", (_, models, asked, mayAsk, names) => {
  expect(chosen(models, asked, mayAsk)).toEqual(names);
});

test.each<[string, readonly ServedModel[], string | undefined, object]>([
  ["no model", [], undefined, { code: "models-missing", exit: 1 }],
  [
    "a model that is not there",
    TWO,
    "gemma3",
    { code: "model-missing", exit: 1, hint: "choose one of: qwen3:4b, llama3.2:latest" },
  ],
  [
    "two models, none in memory",
    TWO,
    undefined,
    { code: "model-undecided", exit: 64, hint: "choose with --model: qwen3:4b, llama3.2:latest" },
  ],
  [
    "two models in memory",
    BOTH_LOADED,
    undefined,
    { code: "model-undecided", saw: expect.stringContaining("2 of them in memory") },
  ],
])("%s is a failure that names the choices", (_, models, asked, failure) => {
  expect(() => chosen(models, asked)).toThrow(expect.objectContaining(failure));
});

test.each<[string, readonly ServedModel[], string]>([
  ["that is not there", TWO, "choose one of: qwen3:4b, llama3.2:latest"],
  ["where none gives vectors", [], "it has none for vectors: give it one"],
])("an embedding model %s is told before the climb", (_, models, hint) => {
  const asked = { url: "http://localhost:11434", option: "--embed-model", name: "nope" } as const;
  const failure = { code: "model-missing", subject: "--embed-model nope", hint };
  expect(() => modelNamed({ models }, asked)).toThrow(expect.objectContaining(failure));
});
