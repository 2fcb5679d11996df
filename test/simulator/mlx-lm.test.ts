import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { tinySnapshot } from "../../simulator/tiny/snapshot.ts";
import { prompt } from "../../src/load/prompt.ts";
import { openAiChat } from "../../src/probe/api/openai-chat.ts";
import { eventually } from "../eventually.ts";
import { chat, events, Place, post, took } from "./unpacked.ts";

/** Slow enough that two answers after each other differ from two at once. */
const CURVE = { decodeTokensPerSecond: 100, slowdownPerStream: 0, kvBytesPerToken: 2 ** 20 };
const place = new Place();
const model = join(place.root, "snapshot");
let program: string;
let url: string;

beforeAll(async () => {
  program = join(place.unpack("mlx-lm", CURVE), "bin/mlx_lm.server");
  mkdirSync(model);
  for (const [name, data] of Object.entries(tinySnapshot(1))) writeFileSync(join(model, name), data);
  url = await place.start(program, ["--model", model, "--prompt-cache-size", "2"]);
});
afterAll(() => place.end());

const ask = (more: object = {}) =>
  post(`${url}/v1/chat/completions`, chat(more)).then((reply) => reply.text());

test("an unknown flag ends it with argparse's 2", async () => {
  expect(await place.run(program, ["--revision", "main"])).toMatchObject({
    code: 2,
    err: expect.stringContaining("mlx_lm.server: error: unrecognized arguments: --revision"),
  });
});

test("it has health, its model, chats and completions, and neither slots nor metrics", async () => {
  expect(await (await fetch(`${url}/health`)).json()).toEqual({ status: "ok" });
  expect(await (await fetch(`${url}/v1/models`)).json()).toMatchObject({ data: [{ id: model }] });
  expect((await fetch(`${url}/metrics`)).status).toBe(404);
  const text = await (await post(`${url}/v1/completions`, { prompt: "hello", max_tokens: 2 })).json();
  expect(text).toMatchObject({ choices: [{ text: "An espalier" }] });
});

test("a stream ends with [DONE]", async () => {
  const said = await events(await post(`${url}/v1/chat/completions`, chat({ stream: true })));
  expect(said.at(-1)).toBe("[DONE]");
  expect(said).toHaveLength(5);
});

test("a model that is no directory here would come from the hub, and does not", async () => {
  const reply = await post(`${url}/v1/chat/completions`, chat({ model: "mlx-community/none" }));
  expect(reply.status).toBe(404);
  expect(await reply.text()).toContain("outgoing traffic has been disabled");
});

test("requests share a batch, but those with a seed run alone", async () => {
  const long = { max_tokens: 30 };
  await ask();
  const together = await took(ask(long), ask(long), ask(long));
  const alone = await took(ask({ ...long, seed: 1 }), ask({ ...long, seed: 2 }), ask({ ...long, seed: 3 }));
  expect(alone).toBeGreaterThan(2 * together);
});

test("what the ladder sends shares a batch", async () => {
  const ask = (seed: number) => ({
    ...{ model: "default_model", outputTokens: 30 },
    prompt: prompt({ nonce: "n", seed, tokens: 16 }),
  });
  const send = (seed: number) =>
    fetch(`${url}${openAiChat.path}`, {
      method: "POST",
      body: JSON.stringify(openAiChat.body(ask(seed))),
    }).then((reply) => reply.text());
  const one = await took(send(1));
  expect(await took(send(2), send(3), send(4))).toBeLessThan(2 * one);
});

test("the prompt cache grows with every other prompt, up to its size", async () => {
  const bytes = (): number => Number(readFileSync(join(place.root, ".mac/memory"), "utf8").split(" ")[4]);
  const say = (word: string) => ask({ messages: [{ role: "user", content: `${word} `.repeat(500) }] });
  await say("one");
  const first = await eventually("a prompt is cached", () => bytes() > 0 && bytes());
  await say("two");
  const second = await eventually("the cache grows", () => bytes() > first && bytes());
  expect(second - first).toBeGreaterThan(400 * 2 ** 20);
  for (const word of ["six", "yes", "any"]) await say(word);
  expect(bytes()).toBeLessThan(second + 600 * 2 ** 20);
});
