import { afterAll, beforeAll, expect, test } from "vitest";
import { APIS, type Api, isStreaming } from "../../src/model/api.ts";
import type { Climb } from "../../src/model/climb.ts";
import { DIALECTS } from "../../src/probe/dialects.ts";
import {
  type ChatServer,
  chatServer,
  DONE,
  delta,
  event,
  type Play,
  TOKEN,
  USAGE,
} from "../fakes/chat-server.ts";
import { bundled, climbIn, configFor, run } from "./climbing.ts";

const line = (chunk: object): string => `${JSON.stringify(chunk)}\n`;
const named = (type: string, data: object): string => `event: ${type}\n${event({ type, ...data })}`;
const LAST = {
  done: true,
  load_duration: 0,
  prompt_eval_count: 64,
  prompt_eval_duration: 2e7,
  eval_count: 4,
  eval_duration: 8e7,
};
const STATS = { tokens_per_second: 50, time_to_first_token: 0.02 };
const NATIVE = {
  input_tokens: 64,
  total_output_tokens: 4,
  tokens_per_second: 50,
  time_to_first_token_seconds: 0.02,
};

/** What each API says when it answers a prompt of 64 tokens: after 20 ms four tokens, or one vector. */
const ANSWERS: Readonly<Record<Api, Play["writes"]>> = {
  "openai-chat": [20, TOKEN, TOKEN, TOKEN, TOKEN, USAGE, DONE],
  "openai-embeddings": [20, '{"data":[{"embedding":[0.1', ',0.2]}],"usage":{"prompt_tokens":64}}'],
  "ollama-chat": [
    20,
    ...Array(4).fill(line({ message: { content: "a" } })),
    line({ message: { content: "" }, ...LAST }),
  ],
  "ollama-generate": [20, ...Array(4).fill(line({ response: "a" })), line({ response: "", ...LAST })],
  "ollama-embed": [20, '{"embeddings":[[0.1,0.2]],', '"prompt_eval_count":64}'],
  "lmstudio-chat": [
    20,
    ...Array(4).fill(delta({ content: "a" })),
    USAGE,
    event({ choices: [], stats: STATS }),
    DONE,
  ],
  "lmstudio-native": [
    20,
    named("chat.start", {}),
    ...Array(4).fill(named("message.delta", { content: "a" })),
    named("chat.end", { result: { stats: NATIVE } }),
  ],
};

let server: ChatServer;
const climbs = new Map<Api, Climb>();

beforeAll(async () => {
  const apiOf = (path: string) => APIS.find((api) => DIALECTS[api].path === path) ?? "openai-chat";
  server = await chatServer(({ path }) => ({ writes: ANSWERS[apiOf(path)], finish: "end" }));
  const ladder = await bundled();
  const climbed = APIS.map(async (api) => {
    const config = configFor(ladder, { url: server.url, api, rungs: [1], requests: 3 });
    const { exit, stderr } = await run(ladder, config);
    expect({ exit, stderr }).toEqual({ exit: 0, stderr: "" });
    climbs.set(api, climbIn(config.out));
  });
  await Promise.all(climbed);
});

afterAll(() => server.close());

test.each(APIS)("%s is climbed, and its counts are kept", (api) => {
  const { contract, samples } = climbs.get(api) ?? { samples: [] };
  expect(contract).toMatchObject({ api, streaming: isStreaming(api) });
  expect(samples).toHaveLength(3);
  const tokens = isStreaming(api) ? 4 : 1;
  const outputTokens = isStreaming(api) ? 4 : 0;
  for (const sample of samples)
    expect(sample).toMatchObject({ outcome: "ok", chunks: tokens, promptTokens: 64, outputTokens });
});

test.each(["ollama-chat", "ollama-generate", "lmstudio-chat", "lmstudio-native"] as const)(
  "%s tells its own times, which stand beside ours",
  (api) => {
    for (const sample of climbs.get(api)?.samples ?? [])
      expect(sample).toMatchObject({ serverTtft: 20, serverRate: 50 });
  },
);
