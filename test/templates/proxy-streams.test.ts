import type { IncomingMessage, ServerResponse } from "node:http";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { eventually } from "../eventually.ts";
import { ask, send } from "./live/client.ts";
import { type RunningProxy, runProxy } from "./live/running-proxy.ts";
import { ScriptedEngine } from "./live/scripted-engine.ts";
import { KEYS, WISH } from "./wish.ts";

const engine = new ScriptedEngine();
let proxy: RunningProxy;
let port = 0;
/** Streams the engine holds open until the test says otherwise. */
const held: ServerResponse[] = [];

beforeAll(async () => {
  port = await engine.listen();
  proxy = await runProxy(WISH, port);
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
});

async function chunk(response: IncomingMessage): Promise<string> {
  const [data] = await new Promise<unknown[]>((resolve) => response.once("data", (...all) => resolve(all)));
  return String(data);
}

/** Opens a stream and waits until the engine has sent its first chunk through. */
async function stream(key: string) {
  const { request, head } = send(proxy, { key });
  const response = await head;
  expect(await chunk(response)).toBe("data: first\n\n");
  return { request, response };
}

const queued = async (lane: string): Promise<number> => {
  const rows = (await proxy.command("show stat -1 2 -1")).split("\n");
  return Number(rows.find((row) => row.startsWith(`lane-${lane},BACKEND,`))?.split(",")[2]);
};

const waits = (lane: string, count: number) =>
  eventually(`${count} wait in ${lane}`, async () => ((await queued(lane)) === count ? true : undefined));

test("a chunk arrives before the engine sends the next one", async () => {
  const { response } = await stream(KEYS.chat);
  for (const token of ["a", "b", "c"]) {
    const next = chunk(response);
    held[0]?.write(`data: ${token}\n\n`);
    expect(await next).toBe(`data: ${token}\n\n`);
  }
});

test("a client that goes away while it streams frees the engine", async () => {
  const { request } = await stream(KEYS.chat);
  const closed = new Promise((resolve) => held[0]?.once("close", resolve));
  request.destroy();
  await closed;
  expect(held[0]?.writableFinished).toBe(false);
});

test("a client that goes away while it waits leaves the queue and never reaches the engine", async () => {
  await stream(KEYS.batch);
  const waiting = send(proxy, { key: KEYS.batch });
  waiting.head.catch(() => undefined);
  await waits("batch", 1);
  waiting.request.destroy();
  await waits("batch", 0);
  expect(engine.seen).toHaveLength(1);
});

test("a lane runs its streams, queues the next, refuses the one after, and lets the queue time out", async () => {
  await stream(KEYS.batch);
  const waiting = ask(proxy, { key: KEYS.batch });
  await waits("batch", 1);
  const refused = await ask(proxy, { key: KEYS.batch });
  expect(refused).toMatchObject({ status: 429, code: "lane_queue_full" });
  expect(refused.headers["retry-after"]).toBe("5");
  const timedOut = await waiting;
  expect(timedOut).toMatchObject({ status: 503, code: "queue_timed_out" });
  expect(timedOut.headers["retry-after"]).toBe("5");
  expect(engine.peak).toBe(1);
});

test("the stream that waited starts when one ends", async () => {
  await stream(KEYS.chat);
  await stream(KEYS.chat);
  await stream(KEYS.chat);
  const waiting = stream(KEYS.chat);
  await waits("interactive", 1);
  expect(engine.peak).toBe(3);
  held.shift()?.end();
  await waiting;
  expect(engine.peak).toBe(3);
});

test("a full lane does not hold up another lane, nor reading", async () => {
  await stream(KEYS.batch);
  const waiting = ask(proxy, { key: KEYS.batch });
  await waits("batch", 1);
  await stream(KEYS.chat);
  engine.script = (_, response) => response.end("{}");
  expect(await ask(proxy, { method: "GET", path: "/v1/models" })).toMatchObject({ status: 200 });
  expect(await waiting).toMatchObject({ status: 503 });
});

test("draining refuses new work, keeps running streams and reading, and is undone", async () => {
  const { response } = await stream(KEYS.chat);
  const drain = (word: string) =>
    proxy.command(`set map ${proxy.wish.layout.drainMap.replace(" ", "\\ ")} all ${word}`);
  expect(await drain("yes")).toBe("");
  const refused = await ask(proxy);
  expect(refused).toMatchObject({ status: 503, code: "host_draining" });
  expect(refused.headers["retry-after"]).toBe("60");
  expect(await proxy.page("/healthz")).toEqual([200, "drained"]);
  const next = chunk(response);
  held[0]?.write("data: still here\n\n");
  expect(await next).toBe("data: still here\n\n");
  engine.script = (_, answer) => answer.end("{}");
  expect(await ask(proxy, { method: "GET", path: "/api/ps" })).toMatchObject({ status: 200 });
  expect(await drain("no")).toBe("");
  expect(await ask(proxy)).toMatchObject({ status: 200 });
});

test("a drained host lets in the one key that the drain map names", async () => {
  const map = proxy.wish.layout.drainMap.replace(" ", "\\ ");
  engine.script = (_, answer) => answer.end("{}");
  await proxy.command(`set map ${map} all yes; add map ${map} key:bat-1 open`);
  expect(await ask(proxy, { key: KEYS.batch })).toMatchObject({ status: 200 });
  expect(await ask(proxy)).toMatchObject({ status: 503, code: "host_draining" });
  await proxy.command(`set map ${map} all no; del map ${map} key:bat-1`);
  expect(await ask(proxy)).toMatchObject({ status: 200 });
});

test("an engine that breaks off before it answers gives 502", async () => {
  engine.script = (_, response) => response.destroy();
  expect(await ask(proxy)).toMatchObject({ status: 502, code: "engine_failed" });
  await eventually("the engine is up again", async () =>
    (await proxy.page("/healthz"))[0] === 200 ? true : undefined,
  );
});

test("prompts and keys are in no log line, no metric and no table", async () => {
  engine.script = (_, response) => response.end("{}");
  const canary = "canary-7f3a-prompt";
  const secret = "canary-key-5511";
  const body = JSON.stringify({ model: "qwen3:4b", messages: [{ role: "user", content: canary }] });
  const query = {
    path: `/v1/chat/completions?q=${canary}`,
    body,
    headers: { referer: canary, cookie: canary },
  };
  expect((await ask(proxy, query)).status).toBe(200);
  expect((await ask(proxy, { key: secret, body })).status).toBe(401);
  expect((await ask(proxy, { path: "/api/show", body, headers: { "user-agent": canary } })).status).toBe(200);
  const { length } = await eventually("three log lines", () => {
    const lines = proxy
      .output()
      .split("\n")
      .filter((line) => line.startsWith("{"));
    return lines.length >= 3 ? lines : undefined;
  });
  const shown = await Promise.all(["show stat", "show info", "show map", "show table"].map(proxy.command));
  const everything = [proxy.output(), (await proxy.page("/metrics"))[1], ...shown].join("\n");
  expect(length).toBeGreaterThan(2);
  for (const word of [canary, secret, ...Object.values(KEYS)]) expect(everything).not.toContain(word);
});

test("log lines are JSON and say who, where and how it ended", async () => {
  engine.script = (_, response) => response.end("{}");
  const { headers } = await ask(proxy, { body: '{"model":"qwen3:4b","a":"\\"quoted\\""}' });
  const line = await eventually("its log line", () =>
    proxy
      .output()
      .split("\n")
      .find((text) => text.includes(String(headers["x-request-id"]))),
  );
  expect(JSON.parse(line)).toMatchObject({
    lane: "interactive",
    key: "web-1",
    owner: "alice",
    model: "qwen3:4b",
    p: "/v1/chat/completions",
    st: 200,
    ts: "----",
  });
});

test("a model name that tries to write its own log line stays inside its string", async () => {
  const model = 'x","lane":"root\n{"';
  const { headers } = await ask(proxy, { body: JSON.stringify({ model }) });
  const line = await eventually("its log line", () =>
    proxy
      .output()
      .split("\n")
      .find((text) => text.includes(String(headers["x-request-id"]))),
  );
  expect(JSON.parse(line)).toMatchObject({ lane: "interactive", st: 403 });
});

test("an engine that is down gives 503 at once, and is found again when it is back", async () => {
  await engine.close();
  const down = await ask(proxy);
  expect(down).toMatchObject({ status: 503, code: "engine_unavailable" });
  expect(down.headers["retry-after"]).toBe("5");
  expect(
    await eventually("unhealthy", async () => ((await proxy.page("/healthz"))[0] === 503 ? true : undefined)),
  ).toBe(true);
  await engine.listen(port);
  engine.script = (_, response) => response.end("{}");
  await eventually("healthy", async () => ((await proxy.page("/healthz"))[0] === 200 ? true : undefined));
  expect((await ask(proxy)).status).toBe(200);
});
