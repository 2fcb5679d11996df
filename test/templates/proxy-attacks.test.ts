import { execFileSync } from "node:child_process";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { ask, CHAT, send } from "./live/client.ts";
import { eventually } from "./live/eventually.ts";
import { answers, line, raw } from "./live/raw.ts";
import { type RunningProxy, runProxy } from "./live/running-proxy.ts";
import { ScriptedEngine } from "./live/scripted-engine.ts";
import { KEYS, WISH } from "./wish.ts";

const engine = new ScriptedEngine();
let proxy: RunningProxy;

beforeAll(async () => {
  proxy = await runProxy(WISH, await engine.listen());
});
afterAll(async () => {
  await proxy?.stop();
  await engine.close();
});
beforeEach(() => engine.reset());

const PULL = "POST /api/pull HTTP/1.1\r\nhost: a\r\ncontent-length: 2\r\n\r\n{}";
const KEY = `authorization: Bearer ${KEYS.chat}\r\n`;
const head = (...lines: readonly string[]): string =>
  [
    "POST /v1/chat/completions HTTP/1.1",
    "host: a",
    `authorization: Bearer ${KEYS.chat}`,
    "connection: close",
    ...lines,
    "",
    "",
  ].join("\r\n");
const sized = (...lines: readonly string[]): string =>
  `${head(`content-length: ${CHAT.length}`, ...lines)}${CHAT}`;
const chunked = `0\r\n\r\n${PULL}`;

/**
 * What the client gets, and how many requests the engine saw: a smuggled pull would be one more. 400 and 408
 * without a code are HAProxy's own page: those bytes never became a request.
 */
const TABLE: readonly (readonly [string, string, readonly string[], number])[] = [
  ["a good request", sized(), ["200"], 1],
  [
    "Content-Length and chunked",
    `${head("content-length: 4", "transfer-encoding: chunked")}${chunked}`,
    ["411 length_required"],
    0,
  ],
  [
    "chunked twice",
    `${head("transfer-encoding: chunked", "transfer-encoding: identity")}${chunked}`,
    ["400"],
    0,
  ],
  ["chunked with a tab", `${head("transfer-encoding:\tchunked")}${chunked}`, ["411 length_required"], 0],
  ["chunked misspelt", `${head("transfer-encoding: xchunked")}${chunked}`, ["400"], 0],
  ["a blank before the colon", `${head("transfer-encoding : chunked")}${chunked}`, ["400"], 0],
  ["two lengths that differ", `${head("content-length: 0", "content-length: 40")}${PULL}`, ["400"], 0],
  ["a length with a sign", `${head("content-length: +2")}{}`, ["400"], 0],
  ["a negative length", `${head("content-length: -1")}{}`, ["400"], 0],
  ["a folded header", sized("x-a: b", " transfer-encoding: chunked"), ["200"], 1],
  ["a NUL in a header", sized("x-a: b\0c"), ["400"], 0],
  [
    "a pull as an absolute URI",
    PULL.replace("/api/pull", "http://a/api/pull").replace(
      "host: a\r\n",
      `host: a\r\n${KEY}connection: close\r\n`,
    ),
    ["404 unknown_url"],
    0,
  ],
  [
    "a pull behind a good request",
    `${sized().replace("connection: close\r\n", "")}${PULL.replace("host: a\r\n", `host: a\r\n${KEY}connection: close\r\n`)}`,
    ["200", "404 unknown_url"],
    1,
  ],
  ["100 MB", head("content-length: 104857600"), ["413 request_too_large"], 0],
  ["100 headers", sized(...Array.from({ length: 100 }, (_, index) => `x-${index}: a`)), ["400"], 0],
  ["300 KB of one header", sized(`x-a: ${"b".repeat(300_000)}`), ["400"], 0],
  ["no HTTP", "\x16\x03\x01 hello\r\n\r\n", ["400"], 0],
  ["HTTP/2 without having agreed on it", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", ["400 bad_request", "400"], 0],
  ["an upgrade to HTTP/2", sized("upgrade: h2c", "http2-settings: AAMAAABkAAQCAAAAAAIAAAAA"), ["200"], 1],
];

/** `2.6.12-1+deb12u4`: what a client gets from bytes that are no request depends on it. */
const version = execFileSync("haproxy", ["-v"], { encoding: "utf8" }).split(" ")[2];

test.each(TABLE)(`on HAProxy ${version}: %s`, async (_, bytes, expected, seen) => {
  expect(await raw(proxy, bytes)).toEqual(expected);
  expect(engine.seen.map(({ url }) => url)).toEqual(Array(seen).fill("/v1/chat/completions"));
});

test("1,000 idle connections keep nobody out", async () => {
  const idle = await Promise.all(Array.from({ length: 1000 }, () => line(proxy)));
  expect(await ask(proxy)).toMatchObject({ status: 200 });
  for (const socket of idle) socket.destroy();
});

test("a client that sends its head byte by byte is told 408 after 10 s", async () => {
  const socket = await line(proxy);
  const began = performance.now();
  const answer = answers(socket);
  const drip = setInterval(() => socket.write("x"), 500);
  socket.write("POST /v1/chat/completions HTTP/1.1\r\nx-a: ");
  expect(await answer).toEqual(["408"]);
  clearInterval(drip);
  expect(performance.now() - began).toBeGreaterThan(9000);
}, 20_000);

test("an engine that is killed mid-stream cuts the stream, which no client can take for its end", async () => {
  engine.script = (_, response) => {
    response.writeHead(200, { "content-type": "text/event-stream" }).write("data: first\n\n");
    setTimeout(() => response.destroy(), 50);
  };
  const response = await send(proxy, {}).head;
  const read = async (): Promise<string> => {
    let text = "";
    for await (const chunk of response) text += String(chunk);
    return text;
  };
  await expect(read()).rejects.toThrow("aborted");
});

test("a proxy that is killed cuts its streams and the engine stops generating", async () => {
  engine.script = (_, response) => void response.writeHead(200).write("first");
  const { request, head: answer } = send(proxy, {});
  request.on("error", () => undefined);
  const response = await answer;
  const cut = new Promise((resolve) => response.once("error", resolve).once("aborted", resolve));
  response.resume();
  await proxy.stop();
  await cut;
  await eventually("the engine is idle", () => (engine.active === 0 ? true : undefined));
  await expect(ask(proxy)).rejects.toThrow("ECONNREFUSED");
});
