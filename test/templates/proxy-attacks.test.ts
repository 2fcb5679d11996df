import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { eventually } from "../eventually.ts";
import { ATTACKS, answerHere, NEWER } from "./live/attacks.ts";
import { ask, send } from "./live/client.ts";
import { HAPROXY } from "./live/haproxy-version.ts";
import { answers, line, raw } from "./live/raw.ts";
import { type RunningProxy, runProxy } from "./live/running-proxy.ts";
import { ScriptedEngine } from "./live/scripted-engine.ts";
import { WISH } from "./wish.ts";

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

test.each(ATTACKS)(`on HAProxy ${HAPROXY}: %s`, async (what, bytes, expected, seen) => {
  expect(await raw(proxy, bytes)).toEqual(answerHere(what, expected));
  expect(engine.seen.map(({ url }) => url)).toEqual(Array(seen).fill("/v1/chat/completions"));
});

const page = readFileSync(join(import.meta.dirname, "../../docs/attacks.md"), "utf8");

test("docs/attacks.md has the same table", () => {
  const rows = ATTACKS.map(
    ([what, , expected, seen]) => `| ${what} | ${expected.join(", then ")} | ${seen} |`,
  );
  const table = ["| what | answer | requests at the engine |", "| --- | --- | --- |", ...rows].join("\n");
  expect(page).toContain(`${table}\n`);
  for (const { what, from, answer } of NEWER) expect(page).toContain(`| ${what} | ${answer} | ${from} |\n`);
});

test("1,000 idle connections keep nobody out", async () => {
  const idle = await Promise.all(Array.from({ length: 1000 }, () => line(proxy)));
  await eventually("another one is answered", async () =>
    (await ask(proxy)).status === 200 ? true : undefined,
  );
  expect(idle.filter(({ destroyed }) => destroyed)).toEqual([]);
  for (const socket of idle) socket.destroy();
}, 60_000);

test("a client that sends its head byte by byte is told 408 after 10 s", async () => {
  const socket = await line(proxy);
  const began = performance.now();
  const answer = answers(socket);
  const drip = setInterval(() => socket.write("x"), 500);
  socket.write("POST /v1/chat/completions HTTP/1.1\r\nx-a: ");
  expect(await answer).toEqual(["408"]);
  clearInterval(drip);
  expect(performance.now() - began).toBeGreaterThan(9000);
});

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
