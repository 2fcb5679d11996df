import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { eventually } from "../eventually.ts";
import { type Ask, ask } from "./live/client.ts";
import { type RunningProxy, runProxy } from "./live/running-proxy.ts";
import { ScriptedEngine } from "./live/scripted-engine.ts";
import { LIMIT_KEYS, limitedAt } from "./wish.ts";

const engine = new ScriptedEngine();
let proxy: RunningProxy;

beforeAll(async () => {
  proxy = await runProxy(limitedAt(Date.now()), await engine.listen());
});
afterAll(async () => {
  await proxy?.stop();
  await engine.close();
});
beforeEach(() => engine.reset());

const asking = (fields: object): string => JSON.stringify({ model: "qwen3:4b", ...fields });

const CASES: readonly (readonly [string, Ask, number, string])[] = [
  ["lets a lane in during its hours", { key: LIMIT_KEYS.open }, 200, ""],
  ["closes a lane outside of its hours", { key: LIMIT_KEYS.shut }, 403, "lane_closed"],
  ["refuses a key on the day it ends", { key: LIMIT_KEYS.expired }, 401, "expired_api_key"],
  ["lets a small context in", { key: LIMIT_KEYS.small, body: asking({ max_tokens: 900 }) }, 200, ""],
  ...["max_tokens", "max_completion_tokens", "max_output_tokens"].map(
    (name) =>
      [
        `counts ${name}`,
        { key: LIMIT_KEYS.small, body: asking({ [name]: 1000 }) },
        400,
        "context_length_exceeded",
      ] as const,
  ),
  [
    "counts num_predict",
    { key: LIMIT_KEYS.small, body: asking({ options: { num_predict: 1000 } }) },
    400,
    "context_length_exceeded",
  ],
  [
    "counts the bytes of the prompt",
    { key: LIMIT_KEYS.small, body: asking({ prompt: "x".repeat(4000) }) },
    400,
    "context_length_exceeded",
  ],
];

test.each(CASES)("%s", async (_, wish, status, code) => {
  expect(await ask(proxy, wish)).toMatchObject({ status, code });
  expect(engine.seen).toHaveLength(status === 200 ? 1 : 0);
});

test("an owner with colons ends no key, keeps none alive, and stands whole in the log", async () => {
  await ask(proxy, { key: LIMIT_KEYS.open });
  const line = await eventually("its log line", () =>
    proxy
      .output()
      .split("\n")
      .find((text) => text.includes('"key":"open-1"')),
  );
  expect(JSON.parse(line)).toMatchObject({ owner: "carol: 0:0" });
});

test("a closed lane says when it is open", async () => {
  expect((await ask(proxy, { key: LIMIT_KEYS.shut })).text).toMatch(/open \d\d:\d\d-\d\d:\d\d UTC/);
});

test("a lane gets its requests per minute, and refusals do not count", async () => {
  const key = LIMIT_KEYS.rated;
  const refused = await ask(proxy, { key, body: asking({ keep_alive: 0 }) });
  expect(refused.code).toBe("field_not_allowed");
  const codes: string[] = [];
  for (let turn = 0; turn < 4; turn += 1) codes.push((await ask(proxy, { key })).code);
  expect(codes).toEqual(["", "", "", "rate_limit_exceeded"]);
  expect((await ask(proxy, { key })).headers["retry-after"]).toBe("10");
});

test("a lane gets its tokens per minute, is told when there are more, and gets them", async () => {
  const key = LIMIT_KEYS.tokens;
  const want = (max_tokens: number) => ask(proxy, { key, body: asking({ max_tokens }) });
  expect(await want(1000)).toMatchObject({ status: 400, code: "request_above_token_rate" });
  expect((await want(900)).status).toBe(200);
  const refused = await want(100);
  expect(refused).toMatchObject({ status: 429, code: "token_rate_exceeded" });
  const wait = Number(refused.headers["retry-after"]);
  expect(wait).toBeGreaterThanOrEqual(1);
  expect(wait).toBeLessThanOrEqual(2);
  await eventually("tokens for the next one", async () =>
    (await want(16)).status === 200 ? true : undefined,
  );
});

test("a request that names no number of tokens is charged 512, embeddings only for what they send", async () => {
  const key = LIMIT_KEYS.tokens;
  const embed = () => ask(proxy, { key, path: "/v1/embeddings", body: asking({ input: "x".repeat(100) }) });
  await proxy.command("clear table rates-of-lanes");
  expect((await ask(proxy, { key, body: asking({}) })).status).toBe(200);
  expect(await ask(proxy, { key, body: asking({}) })).toMatchObject({ code: "token_rate_exceeded" });
  expect((await embed()).status).toBe(200);
});

test("a key has as many requests at once as it may", async () => {
  const key = LIMIT_KEYS.busy;
  const held: (() => void)[] = [];
  engine.script = (_, response) => void held.push(() => response.end("{}"));
  const first = ask(proxy, { key });
  await eventually("the first runs", () => (held.length === 1 ? true : undefined));
  expect(await ask(proxy, { key })).toMatchObject({ status: 429, code: "key_streams_exceeded" });
  held[0]?.();
  expect((await first).status).toBe(200);
});
