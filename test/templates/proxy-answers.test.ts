import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type Ask, ask, CHAT } from "./live/client.ts";
import { type RunningProxy, runProxy } from "./live/running-proxy.ts";
import { ScriptedEngine } from "./live/scripted-engine.ts";
import { KEYS, WISH } from "./wish.ts";

const engine = new ScriptedEngine();
let proxy: RunningProxy;
let port = 0;

beforeAll(async () => {
  port = await engine.listen();
  proxy = await runProxy(WISH, port);
});
afterAll(async () => {
  await proxy?.stop();
  await engine.close();
});
beforeEach(() => engine.reset());

const chat = (fields: object): string => JSON.stringify({ model: "qwen3:4b", ...fields });
const LIMIT = 8 * 1024 ** 2;

const PASSES: readonly (readonly [string, Ask])[] = [
  ["a chat with a bearer key", {}],
  ["a chat with x-api-key", { key: "", headers: { "x-api-key": KEYS.chat } }],
  ["a chat of the native API", { path: "/api/chat" }],
  ["a body of 100 KiB with the model first", { body: chat({ prompt: "x".repeat(100 * 1024) }) }],
  ["a body of 4 MiB with the model first", { body: chat({ prompt: "x".repeat(4 * 1024 ** 2) }) }],
  ["a model of the other lane for the other key", { key: KEYS.batch, body: '{"model":"nomic-embed-text"}' }],
  ["the head of the list of models", { method: "HEAD", path: "/api/tags" }],
  ["the version", { method: "GET", path: "/api/version" }],
  ["a path with a query", { method: "GET", path: "/api/ps?x=1" }],
  ["what a model is", { path: "/api/show", body: '{"model":"anything"}' }],
];

test.each(PASSES)("passes %s", async (_, wish) => {
  expect(await ask(proxy, wish)).toMatchObject({ status: 200 });
  expect(engine.seen).toHaveLength(1);
});

const admin = (path: string): Ask => ({ path, body: '{"model":"qwen3:4b"}' });

const REFUSED: readonly (readonly [string, Ask, number, string])[] = [
  ["no key", { key: "" }, 401, "invalid_api_key"],
  ["a wrong key", { key: "ilk_wrong" }, 401, "invalid_api_key"],
  [
    "the hash instead of the key",
    { key: WISH.lanes[0]?.keys[0]?.sha256.slice(7) ?? "" },
    401,
    "invalid_api_key",
  ],
  ["a wrong x-api-key", { key: "", headers: { "x-api-key": "wrong" } }, 401, "invalid_api_key"],
  ["reading without a key", { method: "GET", path: "/v1/models", key: "" }, 401, "invalid_api_key"],
  ["a pull", admin("/api/pull"), 404, "unknown_url"],
  ["a push", admin("/api/push"), 404, "unknown_url"],
  ["a create", admin("/api/create"), 404, "unknown_url"],
  ["a copy", admin("/api/copy"), 404, "unknown_url"],
  ["a delete", { ...admin("/api/delete"), method: "DELETE" }, 404, "unknown_url"],
  ["a blob", admin(`/api/blobs/sha256:${"0".repeat(64)}`), 404, "unknown_url"],
  ["the account", admin("/api/me"), 404, "unknown_url"],
  ["the profiler", { method: "GET", path: "/debug/pprof/" }, 404, "unknown_url"],
  ["the metrics", { method: "GET", path: "/metrics" }, 404, "unknown_url"],
  ["two slashes", admin("//api/pull"), 404, "unknown_url"],
  ["a path through a parent", admin("/api/chat/../pull"), 404, "unknown_url"],
  ["an escaped letter", admin("/%61pi/pull"), 404, "unknown_url"],
  ["an escaped letter of an allowed path", admin("/%61pi/chat"), 404, "unknown_url"],
  ["upper case", admin("/API/CHAT"), 404, "unknown_url"],
  ["a slash at the end", admin("/api/chat/"), 404, "unknown_url"],
  [
    "an admin route as an absolute URI",
    { ...admin("http://localhost/api/pull"), headers: { host: "localhost" } },
    404,
    "unknown_url",
  ],
  ["a model of another lane", { body: '{"model":"nomic-embed-text"}' }, 403, "model_not_allowed"],
  ["a model that is not served", { body: '{"model":"llama3:8b"}' }, 403, "model_not_allowed"],
  ["no model", { body: "{}" }, 403, "model_not_allowed"],
  ["no JSON", { body: "hello" }, 403, "model_not_allowed"],
  ["keep_alive", { body: chat({ keep_alive: 0 }) }, 403, "field_not_allowed"],
  ["num_ctx", { body: chat({ options: { num_ctx: 9 } }) }, 403, "field_not_allowed"],
  ["num_gpu", { body: chat({ options: { num_gpu: 0 } }) }, 403, "field_not_allowed"],
  ["GET where work is posted", { method: "GET" }, 405, "method_not_allowed"],
  ["POST where things are read", { path: "/v1/models" }, 405, "method_not_allowed"],
  ["a chunked body", { headers: { "transfer-encoding": "chunked" } }, 411, "length_required"],
  ["one byte too many", { headers: { "content-length": String(LIMIT + 1) } }, 413, "request_too_large"],
];

test.each(REFUSED)("refuses %s", async (_, wish, status, code) => {
  const answer = await ask(proxy, wish);
  expect(answer).toMatchObject({ status, code });
  expect(JSON.parse(answer.text)).toEqual({
    error: { message: expect.any(String), type: expect.any(String), param: null, code },
  });
  expect(engine.seen).toEqual([]);
});

test("a refusal for want of a key says how to authenticate", async () => {
  expect((await ask(proxy, { key: "" })).headers["www-authenticate"]).toBe('Bearer realm="espalier"');
});

test("the engine sees its own address as Host, and no credential", async () => {
  await ask(proxy, {
    headers: { "x-api-key": "k", cookie: "c=1", origin: "https://a.example", host: "pool.example" },
  });
  const headers = engine.seen[0]?.headers ?? {};
  expect(headers.host).toBe(`127.0.0.1:${port}`);
  for (const name of ["authorization", "x-api-key", "cookie", "origin"])
    expect(headers[name]).toBeUndefined();
  expect(engine.seen[0]?.body).toBe(CHAT);
});

test("every answer carries the request id of the log", async () => {
  const answers = [await ask(proxy), await ask(proxy, { key: "" })];
  for (const { headers } of answers) expect(headers["x-request-id"]).toMatch(/^[0-9a-f-]{36}$/);
});

test("metrics and health are on loopback", async () => {
  expect(await proxy.page("/healthz")).toEqual([200, "ok"]);
  const [status, text] = await proxy.page("/metrics");
  expect(status).toBe(200);
  expect(text).toContain('haproxy_server_limit_sessions{proxy="lane-interactive",server="gate"} 3');
  expect((await proxy.page("/"))[0]).toBe(404);
});
