import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { answers } from "../../src/facts/fact.ts";
import { lanesQuestion, parseLanes } from "../../src/facts/lanes.ts";
import type { LaneRequest, ProxySnapshot } from "../../src/model/lane-load.ts";
import { renderFactsScript } from "../../templates/host/facts-script.ts";
import { eventually } from "../eventually.ts";
import { type Answer, type Ask, ask, send } from "./live/client.ts";
import { type RunningProxy, runProxy } from "./live/running-proxy.ts";
import { ScriptedEngine } from "./live/scripted-engine.ts";
import { sh } from "./live/shell.ts";
import { KEYS, WISH } from "./wish.ts";

const CANARY = "the canary sings at midnight";
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

async function snapshot(): Promise<ProxySnapshot> {
  const { layout } = proxy.wish;
  const { text } = await sh(renderFactsScript(layout, [lanesQuestion(layout)]));
  const seen = parseLanes(answers(text).get("lanes") ?? { stdout: "", exit: -1 });
  if (seen === undefined) throw new Error(`no snapshot in ${text}`);
  return seen;
}

const logged = (id: string): Promise<LaneRequest> =>
  eventually(`request ${id} is in the log`, async () =>
    (await snapshot()).requests.find((item) => item.id === id),
  );
const idOf = ({ headers }: Answer): string => String(headers["x-request-id"]);

const body = (fields: object): string => JSON.stringify({ model: "qwen3:4b", prompt: CANARY, ...fields });

const CASES: readonly (readonly [string, Ask, object])[] = [
  [
    "a request that is served",
    { body: body({ max_tokens: 100 }) },
    { lane: "interactive", ending: "served", wait: 0 },
  ],
  ["no key", { key: "" }, { lane: "", ending: "refused", reason: "invalid_api_key", tokens: 0 }],
  ["another model", { body: body({ model: "x" }) }, { lane: "interactive", reason: "model_not_allowed" }],
  ["a path that is closed", { path: "/api/pull" }, { lane: "", reason: "unknown_url" }],
];

test.each(CASES)(
  "%s is logged with its reason under the id that the client got",
  async (_, wish, expected) => {
    expect(await logged(idOf(await ask(proxy, wish)))).toMatchObject(expected);
  },
);

test("a request counts the tokens it asks for, and its first byte", async () => {
  const text = body({ max_tokens: 100 });
  engine.script = (_, response) => setTimeout(() => response.end("{}"), 60);
  const seen = await logged(idOf(await ask(proxy, { body: text })));
  expect(seen.tokens).toBe(Math.floor(text.length / 4) + 100);
  expect(seen.firstByte).toBeGreaterThanOrEqual(50);
});

test("what runs and what waits is told by lane, and a wait that ran out has its time", async () => {
  const held: (() => void)[] = [];
  engine.script = (_, response) => void held.push(() => response.end("{}"));
  const first = ask(proxy, { key: KEYS.batch });
  await eventually("the first runs", () => (held.length === 1 ? true : undefined));
  const second = await eventually("a second was seen while it waited", seenWaiting);
  const timedOut = await logged(idOf(second));
  expect(timedOut).toMatchObject({ lane: "batch", ending: "refused", reason: "queue_timed_out" });
  expect(timedOut.wait).toBeGreaterThanOrEqual(400);
  held[0]?.();
  await first;
});

/** It waits for a moment only: one that no look fell into is sent again. */
const seenWaiting = async () => {
  let [ended, seen] = [false, false];
  const answer = ask(proxy, { key: KEYS.batch }).finally(() => {
    ended = true;
  });
  while (!ended) seen = (await queued()) === 1 || seen;
  return seen ? answer : undefined;
};

const queued = async () => {
  const lane = (await snapshot()).lanes.find((item) => item.lane === "batch");
  return lane?.running === 1 ? lane.queued : undefined;
};

test("the client does not see the header that carries the reason, and an engine cannot forge it", async () => {
  const refused = await ask(proxy, { key: "" });
  expect(refused.headers["x-espalier-refused"]).toBeUndefined();
  engine.script = (_, response) => {
    response.setHeader("x-espalier-refused", "forged");
    response.end("{}");
  };
  const answer = await ask(proxy);
  expect(answer.headers["x-espalier-refused"]).toBeUndefined();
  expect((await logged(idOf(answer))).reason).toBeUndefined();
});

test("a client that leaves mid-stream is told apart from an engine that breaks off", async () => {
  engine.script = (_, response) => void response.writeHead(200).write("first");
  const left = send(proxy, {});
  const head = await left.head;
  left.request.on("error", () => undefined);
  head.on("error", () => undefined);
  const id = String(head.headers["x-request-id"]);
  head.destroy();
  expect(await logged(id)).toMatchObject({ ending: "client-left" });
  engine.script = (_, response) => {
    response.writeHead(200).write("first");
    setTimeout(() => response.destroy(), 30);
  };
  const cut = await send(proxy, {}).head;
  cut.on("error", () => undefined).resume();
  expect(await logged(String(cut.headers["x-request-id"]))).toMatchObject({ ending: "cut" });
});

test("neither prompts nor keys stand in the log that is kept in memory", async () => {
  await logged(idOf(await ask(proxy, { body: body({}) })));
  const kept = await proxy.command("show events lanes");
  expect(kept).not.toContain(CANARY);
  for (const key of Object.values(KEYS)) expect(kept).not.toContain(key);
});
