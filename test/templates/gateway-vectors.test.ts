import type { ServerResponse } from "node:http";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { GatewayWish } from "../../templates/pool-gateway/wish.ts";
import { eventually } from "../eventually.ts";
import { EMBED_DIGEST, POOL_WISH } from "./gateway-wish.ts";
import { type Ask, ask, send } from "./live/client.ts";
import { LISTED } from "./live/orchard.ts";
import { type RunningGateway, runGateway } from "./live/running-gateway.ts";
import { type RunningProxy, runProxy } from "./live/running-proxy.ts";
import { ScriptedEngine } from "./live/scripted-engine.ts";
import { KEYS, TWO_ENGINES } from "./wish.ts";

const OTHER = "bge-embed:v1.5";
const [chat, embed] = POOL_WISH.groups;
if (chat === undefined || embed === undefined) throw new TypeError("the pool has two groups");
const hosts = embed.hosts;

/** One host: Ollama with a model that generates and one that embeds, and llama-server with another one that embeds. */
const TEMPLATE: GatewayWish = {
  ...POOL_WISH,
  groups: [
    { ...chat, hosts },
    embed,
    {
      name: "model-other",
      served: OTHER,
      api: "openai",
      embeds: true,
      bytes: 1,
      loading: embed.loading,
      hosts,
    },
  ],
  routes: [...POOL_WISH.routes, { lane: "batch", served: OTHER, group: "model-other" }],
};

/** Of the lane of the probe. */
const STREAMS = 2;
const ollama = new ScriptedEngine();
const llama = new ScriptedEngine();
let edge: RunningProxy;
let gateway: RunningGateway;

beforeAll(async () => {
  ollama.listed = { ...LISTED, "nomic-embed-text:latest": EMBED_DIGEST };
  const wish = {
    ...TWO_ENGINES,
    lanes: TWO_ENGINES.lanes.map((lane) => ({ ...lane, streams: STREAMS, queue: 32 })),
    models: {
      ...TWO_ENGINES.models,
      embed: { served: embed.served, engine: "ollama" },
      elsewhere: { served: OTHER, engine: "llamacpp" },
    },
  };
  edge = await runProxy(wish, await ollama.listen(), await llama.listen());
  gateway = await runGateway({ template: TEMPLATE, edges: { "mac-02": edge }, probeKey: KEYS.batch });
});
afterAll(async () => {
  await gateway?.stop();
  await edge?.stop();
  await Promise.all([ollama.close(), llama.close()]);
});
beforeEach(() => {
  ollama.reset();
  llama.reset();
});

const becomes = (group: string, state: string): Promise<true> =>
  eventually(`${group} is ${state}`, async () =>
    (await gateway.state(group, "mac-02")).startsWith(state) ? true : undefined,
  );
const asked = (path: string, model: string): Ask => ({
  key: KEYS.batch,
  path,
  body: JSON.stringify({ model, input: "a" }),
});

test.each(["model-chat", "model-embed", "model-other"])(
  "the host of %s is healthy: it gives what its model is for, and the answer may be longer than a buffer",
  async (group) => {
    expect(await becomes(group, "UP")).toBe(true);
  },
);

test.each([
  ["model-embed", ollama],
  ["model-other", llama],
] as const)("the host of %s is taken out when its vectors are no numbers", async (group, engine) => {
  const { vector } = engine;
  for (const broken of [[], [null, null]]) {
    engine.vector = broken;
    await becomes(group, "DOWN");
    engine.vector = vector;
    await becomes(group, "UP");
  }
});

test("a lane that is full says nothing of the host: it stays in", async () => {
  const held: ServerResponse[] = [];
  ollama.script = (_, response) => {
    response.writeHead(200).write("{");
    held.push(response);
  };
  const refused = (): number => edge.output().split("queue_timed_out").length;
  const before = refused();
  const streams = Array.from({ length: STREAMS }, () => send(gateway, asked("/api/embed", embed.served)));
  for (const { head } of streams) (await head).resume();
  await eventually("probes were refused", () => (refused() > before + 6 ? true : undefined));
  expect(await gateway.state("model-embed", "mac-02")).toMatch(/^UP/);
  for (const response of held) response.end("}");
});

test.each([
  ["/v1/embeddings", embed.served, 200, ["/v1/embeddings"], []],
  ["/api/embed", embed.served, 200, ["/api/embed"], []],
  ["/api/embeddings", embed.served, 200, ["/api/embeddings"], []],
  ["/v1/embeddings", OTHER, 200, [], ["/v1/embeddings"]],
  ["/api/embed", OTHER, 404, [], []],
] as const)("%s of %s comes through gateway and edge as %d", async (path, model, status, first, second) => {
  expect(await ask(gateway, asked(path, model))).toMatchObject({ status });
  expect(ollama.seen.map(({ url }) => url)).toEqual(first);
  expect(llama.seen.map(({ url }) => url)).toEqual(second);
});
