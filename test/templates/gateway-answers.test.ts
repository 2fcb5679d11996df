import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { answers } from "../../src/facts/fact.ts";
import { gatewayLoadQuestion } from "../../src/facts/gateway-load.ts";
import { parseRequests } from "../../src/facts/proxy-log.ts";
import type { LaneRequest } from "../../src/model/lane-load.ts";
import { renderFactsScript } from "../../templates/host/facts-script.ts";
import { eventually } from "../eventually.ts";
import { DIGEST } from "./gateway-wish.ts";
import { ATTACKS, answerHere } from "./live/attacks.ts";
import { type Answer, type Ask, ask, CHAT } from "./live/client.ts";
import { HAPROXY } from "./live/haproxy-version.ts";
import { type LiveOrchard, liveOrchard } from "./live/orchard.ts";
import { raw } from "./live/raw.ts";
import type { RunningGateway } from "./live/running-gateway.ts";
import { sh } from "./live/shell.ts";
import { KEYS } from "./wish.ts";

let orchard: LiveOrchard;

beforeAll(async () => {
  orchard = await liveOrchard();
});
afterAll(() => orchard?.stop());
beforeEach(() => orchard.reset());

const seen = (): readonly (string | undefined)[] =>
  orchard.engines.flatMap((engine) => engine.seen.map(({ url }) => url));

const GET = { method: "GET" } as const;
const embed = JSON.stringify({ model: "nomic-embed-text", input: "a" });

const REFUSED: readonly (readonly [string, Ask, number, string])[] = [
  ["no key", { key: "" }, 401, "invalid_api_key"],
  ["a wrong key", { key: "esp_wrong" }, 401, "invalid_api_key"],
  ["a model of another lane", { body: embed, path: "/api/embed" }, 403, "model_not_allowed"],
  ["no model", { body: "{}" }, 403, "model_not_allowed"],
  ["a pull", { path: "/api/pull" }, 404, "unknown_url"],
  ["a delete", { method: "DELETE", path: "/api/delete" }, 404, "unknown_url"],
  ["what one host holds now", { ...GET, path: "/api/ps" }, 404, "unknown_url"],
  ["metrics", { ...GET, path: "/metrics" }, 404, "unknown_url"],
  ["a path that only looks allowed", { path: "//v1/chat/completions" }, 404, "unknown_url"],
  ["a GET that generates", GET, 405, "method_not_allowed"],
  ["a chunked body", { headers: { "transfer-encoding": "chunked" } }, 411, "length_required"],
  ["100 MB", { headers: { "content-length": "104857600" } }, 413, "request_too_large"],
  ["a field of the operator", { body: '{"model":"qwen3:4b","keep_alive":0}' }, 403, "field_not_allowed"],
];

test.each(REFUSED)("%s is refused, and no engine sees it", async (_, wish, status, code) => {
  expect(await ask(orchard.gateway, wish)).toMatchObject({ status, code });
  expect(seen()).toEqual([]);
});

test.each(["/v1/chat/completions", "/v1/responses", "/api/chat", "/api/generate", "/api/show"])(
  "%s comes through, without cookies, and with the id that the client is told",
  async (path) => {
    const answer = await ask(orchard.gateway, { path, headers: { cookie: "a=b", origin: "http://a" } });
    expect(answer).toMatchObject({ status: 200, text: '{"ok":true}' });
    expect(seen()).toEqual([path]);
    const [request] = orchard.engines.flatMap((engine) => engine.seen);
    expect(request?.headers).not.toHaveProperty("cookie");
    expect(request?.headers).not.toHaveProperty("authorization");
    await eventually("its id is in the log", () =>
      orchard.gateway.output().includes(String(answer.headers["x-request-id"])) ? true : undefined,
    );
  },
);

describe("a key is told what it may use in the pool", () => {
  test("by OpenAI's list", async () => {
    const { text } = await ask(orchard.gateway, { ...GET, path: "/v1/models", key: KEYS.batch });
    const ids = JSON.parse(text).data.map(({ id }: { id: string }) => id);
    expect(ids).toEqual(["nomic-embed-text:latest", "qwen3:4b"]);
  });

  test("by Ollama's list, with digest and size", async () => {
    const { text } = await ask(orchard.gateway, { ...GET, path: "/api/tags" });
    expect(JSON.parse(text).models).toEqual([
      {
        name: "qwen3:4b",
        model: "qwen3:4b",
        modified_at: "1970-01-01T00:00:00Z",
        size: 2_600_000_000,
        digest: DIGEST,
        details: {},
      },
    ]);
  });

  test("and the version of an engine by any host", async () => {
    expect(await ask(orchard.gateway, { ...GET, path: "/api/version" })).toMatchObject({
      status: 200,
      text: '{"ok":true}',
    });
  });
});

/** What the gateway remembers of a request, by the id that the client was told. */
const remembered = (gateway: RunningGateway, { headers }: Answer): Promise<LaneRequest> =>
  eventually("the request is in the memory of the gateway", async () => {
    const { layout } = gateway.wish;
    const { text } = await sh(renderFactsScript(layout, [gatewayLoadQuestion(layout)]));
    const log = answers(text).get("gateway-load")?.stdout ?? "";
    return parseRequests(log).find(({ id }) => id === headers["x-request-id"]);
  });

const EMBED: Ask = { body: embed, path: "/api/embed" };
const FIELD: Ask = { body: '{"model":"qwen3:4b","keep_alive":0}' };

test.each<readonly [string, Ask, object]>([
  ["a refusal is counted by its code", EMBED, { ending: "refused", reason: "model_not_allowed" }],
  ["what a host refuses is an error of a host", FIELD, { ending: "engine-error" }],
  ["an answer has its first byte", {}, { ending: "served", firstByte: expect.any(Number) }],
])("%s", async (_, wish, expected) => {
  const seenThere = await remembered(orchard.gateway, await ask(orchard.gateway, wish));
  expect(seenThere).toMatchObject({ lane: "interactive", ...expected });
  expect("reason" in seenThere).toBe("reason" in expected);
});

test("neither a prompt nor a key is in any log", async () => {
  const body = CHAT.replace('"messages":[]', '"prompt":"canary-4711"');
  const { headers } = await ask(orchard.gateway, { body });
  const all = [orchard.gateway, ...Object.values(orchard.edges)];
  const logs = await eventually("the request is in the log", () => {
    const text = all.map(({ output }) => output()).join("");
    return text.includes(String(headers["x-request-id"])) ? text : undefined;
  });
  expect(logs).not.toContain("canary-4711");
  expect(logs).not.toContain(KEYS.chat);
});

test.each(ATTACKS)(
  `through gateway and edge, HAProxy ${HAPROXY}: %s`,
  async (what, bytes, expected, count) => {
    expect(await raw(orchard.gateway, bytes)).toEqual(answerHere(what, expected));
    expect(seen()).toEqual(Array(count).fill("/v1/chat/completions"));
  },
);
