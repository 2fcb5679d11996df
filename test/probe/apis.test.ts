import { describe, expect, test } from "vitest";
import { APIS, type Api } from "../../src/model/api.ts";
import { DIALECTS } from "../../src/probe/dialects.ts";
import type { Frame } from "../../src/probe/frame.ts";

const ASK = { model: "m", prompt: "n apple branch", outputTokens: 32 };

const read = (api: Api, text: string): readonly Frame[] => {
  const { reader, frames } = DIALECTS[api];
  const taken = reader();
  return [...taken.read(Buffer.from(text)), ...taken.end()].flatMap(frames);
};

const sse = (...events: readonly unknown[]): string =>
  events.map((data) => `data: ${typeof data === "string" ? data : JSON.stringify(data)}\n\n`).join("");
const lines = (...chunks: readonly object[]): string =>
  chunks.map((chunk) => `${JSON.stringify(chunk)}\n`).join("");
const named = (name: string, data: object): string =>
  `event: ${name}\ndata: ${JSON.stringify({ type: name, ...data })}\n\n`;
const delta = (fields: object) => ({ choices: [{ index: 0, delta: fields, finish_reason: null }] });

const USAGE = { prompt_tokens: 64, completion_tokens: 4, prompt_tokens_details: { cached_tokens: 9 } };
const DONE_LINE = {
  ...{ done: true, total_duration: 9e9, load_duration: 2e6, prompt_eval_count: 64 },
  ...{ prompt_eval_duration: 98e6, eval_count: 4, eval_duration: 80e6 },
};
const COUNTS = { kind: "usage", promptTokens: 64, outputTokens: 4 };
const TIMES = { kind: "told", firstToken: 100, rate: 50 };
const TOKEN = { kind: "token" };
const DONE = { kind: "done" };

interface Case {
  readonly says: string;
  readonly api: Api;
  readonly text: string;
  readonly frames: readonly object[];
}

const CASES: readonly Case[] = [
  {
    says: "a role, a word, the counts, the end",
    api: "openai-chat",
    text: sse(
      delta({ role: "assistant", content: "" }),
      delta({ content: "a" }),
      { choices: [], usage: USAGE },
      "[DONE]",
    ),
    frames: [TOKEN, { ...COUNTS, cachedTokens: 9 }, DONE],
  },
  {
    says: "llama-server's own times",
    api: "openai-chat",
    text: sse({
      choices: [],
      usage: USAGE,
      timings: { cache_n: 9, prompt_ms: 100, predicted_per_second: 50 },
    }),
    frames: [{ ...COUNTS, cachedTokens: 9 }, TIMES],
  },
  {
    says: "reasoning of every spelling, and calls of tools",
    api: "openai-chat",
    text: sse(
      delta({ reasoning_content: "h" }),
      delta({ reasoning: "m" }),
      delta({ tool_calls: [{ index: 0 }] }),
    ),
    frames: [TOKEN, TOKEN, TOKEN],
  },
  {
    says: "null where a word would be",
    api: "openai-chat",
    text: sse(delta({ content: null, tool_calls: [] })),
    frames: [],
  },
  {
    says: "a vector",
    api: "openai-embeddings",
    text: JSON.stringify({ object: "list", data: [{ embedding: [0.1, 0.2] }], usage: { prompt_tokens: 64 } }),
    frames: [TOKEN, { ...COUNTS, outputTokens: 0 }, DONE],
  },
  {
    says: "no vector in an answer that is well otherwise",
    api: "openai-embeddings",
    text: JSON.stringify({ data: [{ embedding: [] }], usage: { prompt_tokens: 64 } }),
    frames: [{ ...COUNTS, outputTokens: 0 }],
  },
  {
    says: "half a vector",
    api: "openai-embeddings",
    text: '{"data":[{"embedding":[0.1,',
    frames: [{ kind: "fault", text: "a chunk that is not JSON" }],
  },
  {
    says: "an empty word, a thought, a word, and the counts on the last line",
    api: "ollama-chat",
    text: lines(
      { message: { role: "assistant", content: "" }, done: false },
      { message: { role: "assistant", content: "", thinking: "hm" }, done: false },
      { message: { role: "assistant", content: "a" }, done: false },
      { message: { role: "assistant", content: "" }, ...DONE_LINE },
    ),
    frames: [TOKEN, TOKEN, COUNTS, TIMES, DONE],
  },
  {
    says: "an error in the middle",
    api: "ollama-chat",
    text: lines({ message: { content: "a" }, done: false }, { error: "llama runner has terminated" }),
    frames: [TOKEN, { kind: "fault", text: "llama runner has terminated" }],
  },
  {
    says: "words under another key",
    api: "ollama-generate",
    text: lines(
      { response: "", done: false },
      { response: "a", done: false },
      { response: "", ...DONE_LINE },
    ),
    frames: [TOKEN, COUNTS, TIMES, DONE],
  },
  {
    says: "a last line without a line end",
    api: "ollama-generate",
    text: lines({ response: "a", done: false }) + JSON.stringify({ response: "", ...DONE_LINE }),
    frames: [TOKEN, COUNTS, TIMES, DONE],
  },
  {
    says: "a vector",
    api: "ollama-embed",
    text: JSON.stringify({ model: "m", embeddings: [[0.1, 0.2]], prompt_eval_count: 64 }),
    frames: [TOKEN, { ...COUNTS, outputTokens: 0 }, DONE],
  },
  {
    says: "a prompt that is too long",
    api: "ollama-embed",
    text: JSON.stringify({ error: "the input length exceeds the context length" }),
    frames: [{ kind: "fault", text: "the input length exceeds the context length" }],
  },
  {
    says: "stats of its own, in seconds",
    api: "lmstudio-chat",
    text: sse(
      delta({ content: "a" }),
      {
        choices: [],
        usage: USAGE,
        stats: { tokens_per_second: 50, time_to_first_token: 0.1, stop_reason: "eosFound" },
      },
      "[DONE]",
    ),
    frames: [TOKEN, TIMES, { ...COUNTS, cachedTokens: 9 }, DONE],
  },
  {
    says: "events with names, from start to end",
    api: "lmstudio-native",
    text: [
      named("chat.start", { model_instance_id: "m" }),
      named("prompt_processing.progress", { progress: 0.5 }),
      named("reasoning.start", {}),
      named("reasoning.delta", { content: "hm" }),
      named("message.start", {}),
      named("message.delta", { content: "a" }),
      named("message.delta", { content: "" }),
      named("chat.end", {
        result: {
          stats: {
            input_tokens: 64,
            total_output_tokens: 4,
            tokens_per_second: 50,
            time_to_first_token_seconds: 0.1,
          },
        },
      }),
    ].join(""),
    frames: [TOKEN, TOKEN, COUNTS, TIMES, DONE],
  },
  {
    says: "an error that has a name",
    api: "lmstudio-native",
    text: named("error", { error: { type: "invalid_request", message: "model not found" } }),
    frames: [{ kind: "fault", text: "model not found" }],
  },
];

describe("what an answer means", () => {
  test.each(CASES)("$api: $says", ({ api, text, frames }) => {
    expect(read(api, text)).toEqual(frames);
  });

  test("every API has a case", () => {
    expect(new Set(CASES.map(({ api }) => api))).toEqual(new Set(APIS));
  });
});

describe("what is asked", () => {
  test.each(APIS)("%s", async (api) => {
    const { path, body } = DIALECTS[api];
    const text = `POST ${path}\n${JSON.stringify(body(ASK), undefined, 2)}\n`;
    await expect(text).toMatchFileSnapshot(`../golden/probe/${api}.http`);
  });
});
