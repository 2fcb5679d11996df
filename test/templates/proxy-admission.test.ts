import type { IncomingMessage, ServerResponse } from "node:http";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { admittedQuestion, parseAdmitted } from "../../src/facts/admission.ts";
import { answers } from "../../src/facts/fact.ts";
import { keyUsesQuestion, parseKeyUses } from "../../src/facts/key-uses.ts";
import { digestOf, hexOf } from "../../src/model/digest.ts";
import type { Lane } from "../../src/model/lane.ts";
import { admissionFiles } from "../../templates/haproxy/config.ts";
import { type Deed, renderActScript } from "../../templates/host/act-script.ts";
import { renderFactsScript } from "../../templates/host/facts-script.ts";
import { eventually } from "../eventually.ts";
import { ask, send } from "./live/client.ts";
import { type RunningProxy, runProxy } from "./live/running-proxy.ts";
import { ScriptedEngine } from "./live/scripted-engine.ts";
import { sh } from "./live/shell.ts";
import { KEYS, WISH } from "./wish.ts";

const engine = new ScriptedEngine();
/** Streams the engine holds open until the test says otherwise. */
const held: ServerResponse[] = [];
let proxy: RunningProxy;

beforeAll(async () => {
  proxy = await runProxy(WISH, await engine.listen());
});
afterAll(async () => {
  await proxy?.stop();
  await engine.close();
});
beforeEach(() => {
  engine.reset();
  engine.script = (_, response) => {
    response.writeHead(200, { "content-type": "text/event-stream" }).write("data: first\n\n");
    held.push(response);
  };
});
afterEach(async () => {
  for (const response of held.splice(0)) response.end("data: [DONE]\n\n");
  await eventually("the engine is idle", () => (engine.active === 0 ? true : undefined));
  await admit(WISH.lanes);
});

const words = { operation: "admission", subject: "it", why: "a test asks for it" };
const run = (...argv: string[]): Deed => ({ kind: "run", ...words, argv });

/** Does what the operation asks a host for, with the real functions, below a root with a blank in its name. */
async function admit(lanes: readonly Lane[]): Promise<void> {
  const { layout } = proxy.wish;
  const puts = admissionFiles({ layout, lanes }).map((file): Deed => ({ kind: "put", ...words, ...file }));
  const { keysMap, lanesMap } = layout;
  const gates = lanes.map(({ name, streams }) => run("set_running", `lane-${name}/gate`, String(streams)));
  const syncs = [run("sync_map", keysMap), run("sync_map", lanesMap), ...gates];
  const ran = await sh(renderActScript(layout, [...puts, ...syncs]));
  expect(ran, ran.text).toMatchObject({ exit: 0 });
}

const admitted = async () => {
  const { layout } = proxy.wish;
  const { text } = await sh(renderFactsScript(layout, [admittedQuestion(layout)]));
  return parseAdmitted(answers(text).get("admitted") ?? { stdout: "", exit: -1 });
};

const uses = async () => {
  const { layout } = proxy.wish;
  const { text } = await sh(renderFactsScript(layout, [keyUsesQuestion(layout)]));
  return parseKeyUses(answers(text).get("key-uses") ?? { stdout: "", exit: -1 });
};

const changed = (name: string, change: Partial<Lane>): readonly Lane[] =>
  WISH.lanes.map((lane) => (lane.name === name ? { ...lane, ...change } : lane));

async function stream(key: string): Promise<IncomingMessage> {
  const response = await send(proxy, { key }).head;
  response.setEncoding("utf8");
  await new Promise((resolve) => response.once("data", resolve));
  return response;
}

test("keys come and go at once, and a stream of a revoked key goes on to its end", async () => {
  const response = await stream(KEYS.batch);
  const next = { id: "bat-2", owner: "dora; clear map x", sha256: digestOf("esp_next") };
  await admit(changed("batch", { keys: [next] }));
  expect(await ask(proxy, { key: KEYS.batch, method: "GET", path: "/v1/models" })).toMatchObject({
    status: 401,
  });
  expect(await ask(proxy, { key: "esp_next", method: "GET", path: "/v1/models" })).toMatchObject({
    status: 200,
  });
  let rest = "";
  response.on("data", (text: string) => {
    rest += text;
  });
  const end = new Promise((resolve) => response.once("end", resolve));
  held.shift()?.end("data: still here\n\ndata: [DONE]\n\n");
  await end;
  expect(rest).toBe("data: still here\n\ndata: [DONE]\n\n");
});

test("the proxy says what it admits as the files say it", async () => {
  const lanes = changed("batch", { streams: 2, keys: [] });
  await admit(lanes);
  const { layout } = proxy.wish;
  const sums = admissionFiles({ layout, lanes }).map(({ path, text }) => [path, hexOf(digestOf(text))]);
  expect(await admitted()).toEqual({
    maps: Object.fromEntries(sums.slice(0, 2)),
    streams: { batch: 2, interactive: 3 },
    slots: { ollama: 4 },
  });
});

test("a proxy that holds other lines than the file is found out", async () => {
  const name = proxy.wish.layout.keysMap.replace(" ", "\\ ");
  const before = await admitted();
  await proxy.command(`del map ${name} ${hexOf(digestOf(KEYS.batch))}`);
  expect(await admitted()).not.toEqual(before);
});

test("a lane gets more streams and loses them again while its streams run", async () => {
  const first = await stream(KEYS.batch);
  await admit(changed("batch", { streams: 2 }));
  const second = await stream(KEYS.batch);
  await admit(changed("batch", { streams: 1, queue: 0 }));
  expect(await ask(proxy, { key: KEYS.batch })).toMatchObject({ status: 429, code: "lane_queue_full" });
  const ends = [first, second].map(
    (response) => new Promise((resolve) => response.resume().once("end", resolve)),
  );
  for (const response of held.splice(0)) response.end();
  await Promise.all(ends);
});

test("requests per minute and context change without a restart", async () => {
  engine.script = (_, response) => response.end("{}");
  await admit(changed("interactive", { limits: { contextLimit: 10 } }));
  const refused = await ask(proxy);
  expect(refused).toMatchObject({ status: 400, code: "context_length_exceeded" });
  expect(refused.text).toContain("the 10 tokens of this lane");
  await admit(changed("interactive", { limits: { requestsPerMinute: 1 } }));
  expect(await ask(proxy)).toMatchObject({ status: 200 });
  expect(await ask(proxy)).toMatchObject({ status: 429, code: "rate_limit_exceeded" });
});

test("an engine with fewer slots is sent fewer at once; the rest waits in the proxy, and the queue of a lane is bounded by what runs", async () => {
  const { layout } = proxy.wish;
  const few = [run("set_running", "engine-ollama/engine", "2"), run("set_running", "lane-batch/gate", "1")];
  expect((await sh(renderActScript(layout, few))).exit).toBe(0);
  expect(await admitted()).toMatchObject({ slots: { ollama: 2 }, streams: { batch: 1 } });
  const asked = [KEYS.chat, KEYS.chat, KEYS.chat].map((key) => send(proxy, { key }).head);
  await eventually("two run", () => (engine.active === 2 ? true : undefined));
  await eventually("one waits for a slot", async () =>
    /^engine-ollama,BACKEND,1,/m.test(await proxy.command("show stat")) ? true : undefined,
  );
  expect(engine.active).toBe(2);
  const more = [run("set_running", "engine-ollama/engine", "4")];
  expect((await sh(renderActScript(layout, more))).exit).toBe(0);
  for (const head of await Promise.all(asked)) head.resume();
});

test("a proxy that does not run is told nothing, and reads the files when it starts", async () => {
  const { layout } = proxy.wish;
  const away = { ...layout, proxySocket: `${layout.run}/nobody.sock` };
  const ran = await sh(renderActScript(away, [run("sync_map", away.keysMap)]));
  expect(ran.exit).toBe(0);
  expect(ran.text).toContain("reads");
});

test("doors close and open below a root with a blank in its name", async () => {
  const { layout } = proxy.wish;
  engine.script = (_, response) => response.end("{}");
  expect((await sh(renderActScript(layout, [run("drain", "1", "bat-1")]))).exit).toBe(0);
  expect(await ask(proxy)).toMatchObject({ status: 503, code: "host_draining" });
  expect(await ask(proxy, { key: KEYS.batch })).toMatchObject({ status: 200 });
  expect((await sh(renderActScript(layout, [run("undrain")]))).exit).toBe(0);
  expect(await ask(proxy)).toMatchObject({ status: 200 });
});

test("the proxy says when a key was used last, and never the key", async () => {
  engine.script = (_, response) => response.end("{}");
  await proxy.command("clear table key-streams");
  expect((await uses())?.keys).toEqual([]);
  await ask(proxy, { key: KEYS.batch });
  expect((await uses())?.keys).toEqual([
    { lane: "batch", id: "bat-1", ago: expect.closeTo(0, -1), requests: 1 },
  ]);
  expect(await proxy.command("show table key-streams")).not.toContain(KEYS.batch);
});
