import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { eventually } from "../eventually.ts";
import { type Ask, ask } from "./live/client.ts";
import { type RunningProxy, runProxy } from "./live/running-proxy.ts";
import { ScriptedEngine } from "./live/scripted-engine.ts";
import { KEYS, TWO_ENGINES } from "./wish.ts";

const ollama = new ScriptedEngine();
const other = new ScriptedEngine();
let proxy: RunningProxy;

beforeAll(async () => {
  const ports = [await ollama.listen(), await other.listen()];
  proxy = await runProxy(TWO_ENGINES, ...ports);
});
afterAll(async () => {
  await proxy?.stop();
  await Promise.all([ollama.close(), other.close()]);
});
beforeEach(() => {
  ollama.reset();
  other.reset();
});

const EMBED = '{"model":"nomic-embed-text"}';
const batch = (wish: Ask): Ask => ({ key: KEYS.batch, ...wish });

test.each([
  ["a chat to its engine", {}, 200, 1, 0],
  ["the other model to the other engine", batch({ path: "/v1/embeddings", body: EMBED }), 200, 0, 1],
  ["what is read to the engine with the native API", { method: "GET", path: "/api/tags" }, 200, 1, 0],
  ["an engine the client names itself nowhere", { headers: { "x-espalier-engine": "llamacpp" } }, 200, 1, 0],
  ["a native path for an engine without one nowhere", batch({ path: "/api/embed", body: EMBED }), 404, 0, 0],
] as const)("sends %s", async (_, wish, status, first, second) => {
  expect(await ask(proxy, wish)).toMatchObject({ status });
  expect([ollama.seen.length, other.seen.length]).toEqual([first, second]);
});

test.each([
  ["interactive", KEYS.chat, ["qwen3:4b"]],
  ["batch", KEYS.batch, ["nomic-embed-text:latest", "qwen3:4b"]],
])("a key of %s sees its models, whichever engine serves them", async (_, key, names) => {
  const { status, text } = await ask(proxy, { method: "GET", path: "/v1/models", key });
  const list: { data: { id: string }[] } = JSON.parse(text);
  expect([status, list.data.map(({ id }) => id)]).toEqual([200, names]);
  expect(await ask(proxy, { method: "HEAD", path: "/v1/models", key })).toMatchObject({ status, text: "" });
});

test("no engine sees which engine was chosen", async () => {
  await ask(proxy);
  expect(ollama.seen[0]?.headers).not.toHaveProperty("x-espalier-engine");
});

test("an engine that is down takes only its own models with it", async () => {
  const body = { path: "/v1/embeddings", body: EMBED };
  await other.close();
  await eventually("the other engine is marked down", async () =>
    (await ask(proxy, batch(body))).code === "engine_unavailable" ? true : undefined,
  );
  expect(await ask(proxy)).toMatchObject({ status: 200 });
  expect(await proxy.page("/healthz")).toEqual([503, "no engine"]);
});
