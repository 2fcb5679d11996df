import type { ClientRequest, IncomingMessage, ServerResponse } from "node:http";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { answers } from "../../src/facts/fact.ts";
import { gatewayLoadQuestion, parseOverflowLoad } from "../../src/facts/gateway-load.ts";
import { digestOf } from "../../src/model/digest.ts";
import { renderFactsScript } from "../../templates/host/facts-script.ts";
import { eventually } from "../eventually.ts";
import { overflowing } from "./gateway-wish.ts";
import { type Answer, type Ask, ask, send } from "./live/client.ts";
import { LISTED } from "./live/orchard.ts";
import { type RunningGateway, runGateway } from "./live/running-gateway.ts";
import { type RunningProxy, runProxy } from "./live/running-proxy.ts";
import { ScriptedEngine } from "./live/scripted-engine.ts";
import { sh } from "./live/shell.ts";
import { KEYS, WISH } from "./wish.ts";

const UPSTREAM_KEY = "sk_upstream-1";
const engine = new ScriptedEngine();
const gpu = new ScriptedEngine();
let edge: RunningProxy;
let upstream: RunningProxy;
let gateway: RunningGateway;
/** Another one, whose overflow is asked first. */
let other: RunningGateway;
/** One whose lanes may run more together than it believes there are slots, and whose requests leave as soon as one would wait. */
let crowded: RunningGateway;
const held: ServerResponse[] = [];
const asked: ClientRequest[] = [];

/** Sends a request that goes on until the test is over. */
function sent(wish: Ask = {}, door = gateway): Promise<IncomingMessage> {
  const { request, head } = send(door, wish);
  request.on("error", () => undefined);
  asked.push(request);
  void head.then(
    (answer) => answer.on("error", () => undefined).resume(),
    () => undefined,
  );
  return head;
}

/** A server that knows one key, which no client of the pool has: the edge of another pool is one. */
const ELSEWHERE = {
  ...WISH,
  lanes: WISH.lanes.map((lane) => ({
    ...lane,
    keys: [
      { id: "up-1", owner: "orchard", sha256: digestOf(`${UPSTREAM_KEY}${lane.priority === 10 ? "" : "x"}`) },
    ],
  })),
};

beforeAll(async () => {
  engine.listed = LISTED;
  edge = await runProxy(WISH, await engine.listen());
  upstream = await runProxy(ELSEWHERE, await gpu.listen());
  const wish = overflowing(1);
  const [chat] = wish.groups;
  const groups = chat ? [{ ...chat, hosts: chat.hosts.filter(({ id }) => id === "mac-01") }] : [];
  const routes = wish.routes.filter(({ group }) => group === "model-chat");
  const upstreams = { "gpu-a": { door: upstream, key: UPSTREAM_KEY } };
  const start = (overflows: typeof wish.overflows, slots = 4) => {
    const narrow = groups.map((group) => ({
      ...group,
      hosts: group.hosts.map((host) => ({ ...host, slots })),
    }));
    const template = { ...wish, groups: narrow, routes, overflows };
    return runGateway({ template, edges: { "mac-01": edge }, probeKey: KEYS.chat, upstreams });
  };
  gateway = await start(wish.overflows);
  other = await start(wish.overflows.map(({ above: _behind, ...first }) => first));
  crowded = await start(
    wish.overflows.map((one) => ({ ...one, above: 0 })),
    2,
  );
  for (const one of [gateway, other, crowded])
    await eventually("the upstream is known to be well", async () =>
      (await one.state(OVER, "gpu-a")).startsWith("UP") ? true : undefined,
    );
});
afterAll(async () => {
  for (const one of [gateway, other, crowded, edge, upstream]) await one?.stop();
  await Promise.all([engine.close(), gpu.close()]);
});
beforeEach(() => {
  for (const one of [engine, gpu]) {
    one.reset();
    one.script = (_, response) => {
      response.writeHead(200, { "content-type": "text/event-stream" }).write("data: first\n\n");
      held.push(response);
    };
  }
});
afterEach(async () => {
  for (const request of asked.splice(0)) request.destroy();
  await eventually("no stream runs", () => {
    for (const response of held.splice(0)) response.end();
    return engine.active + gpu.active === 0 ? true : undefined;
  });
});

const OVER = "over:gpu-a:interactive:model-chat";
const hostOf = ({ headers }: Pick<Answer, "headers">): string => String(headers["x-espalier-host"]);

/** Streams that are begun and go on. */
async function begin(count: number, wish: Ask = {}): Promise<readonly string[]> {
  const hosts: string[] = [];
  for (let one = 0; one < count; one += 1) {
    const head = await sent(wish);
    hosts.push(hostOf(head));
  }
  return hosts;
}

/** Requests that are on their way and wait in the queue of the host. */
const wait = (count: number, wish: Ask = {}): void => {
  for (let one = 0; one < count; one += 1) sent(wish).catch(() => undefined);
};
const outstanding = (count: number): Promise<true> =>
  eventually(`${count} are on their way`, async () =>
    new RegExp(`^model-chat,BACKEND,\\d+,\\d+,${count},`, "m").test(await gateway.command("show stat"))
      ? true
      : undefined,
  );

describe("while a host of the pool is up", () => {
  test("what its lane runs there and a short queue hold stays, and the next leaves, as long as there is room", async () => {
    expect(await begin(3)).toEqual(["mac-01", "mac-01", "mac-01"]);
    wait(2);
    await outstanding(5);
    expect(await begin(1)).toEqual(["gpu-a"]);
    expect(gpu.seen).toHaveLength(1);
    wait(1);
    await outstanding(6);
    expect(gpu.seen).toHaveLength(1);
  });

  test("what waits in another lane makes nobody leave, long or short", async () => {
    const long = JSON.stringify({ model: "qwen3:4b", prompt: "a".repeat(40_000) });
    await begin(1, { key: KEYS.batch, body: long });
    wait(1, { key: KEYS.batch });
    await outstanding(1);
    expect(await begin(3)).toEqual(["mac-01", "mac-01", "mac-01"]);
  });

  test("what runs in another lane does, where lanes share slots", async () => {
    expect(hostOf(await sent({}, crowded))).toBe("mac-01");
    expect(hostOf(await sent({ key: KEYS.batch }, crowded))).toBe("mac-01");
    expect(hostOf(await sent({}, crowded))).toBe("gpu-a");
  });

  test("a lane that may not leave does not, and neither does what only Ollama answers", async () => {
    await begin(3);
    wait(2);
    await outstanding(5);
    wait(1, { path: "/api/chat" });
    wait(1, { key: KEYS.batch });
    await outstanding(7);
    expect(gpu.seen).toEqual([]);
  });
});

test("what left is counted for its lane, under the key of the pool", async () => {
  await begin(3);
  wait(2);
  await outstanding(5);
  const [there] = await begin(1);
  const script = renderFactsScript(gateway.wish.layout, [gatewayLoadQuestion(gateway.wish.layout)]);
  const answer = answers((await sh(script)).text).get("gateway-load");
  expect([there, answer && parseOverflowLoad(answer)]).toEqual([
    "gpu-a",
    [expect.objectContaining({ upstream: "gpu-a", lane: "interactive", isUp: true, outstanding: 1 })],
  ]);
  for (const response of held) response.end();
  await eventually("the upstream knows its own key", () =>
    upstream.output().includes('"key":"up-1"') ? true : undefined,
  );
  expect(upstream.output()).not.toContain("web-1");
});

describe("a server that is asked first", () => {
  test("is asked while it has room, and the hosts take what it cannot", async () => {
    const hosts = [await sent({}, other), await sent({}, other), await sent({}, other)];
    expect(hosts.map(hostOf)).toEqual(["gpu-a", "mac-01", "mac-01"]);
  });

  test("is not asked for what overflowed from another pool: nothing goes to and fro", async () => {
    const headers = { "x-espalier-overflow": "1" };
    expect(hostOf(await sent({ headers }, other))).toBe("mac-01");
    expect(hostOf(await sent({}, other))).toBe("gpu-a");
    expect(gpu.seen[0]?.headers["x-espalier-overflow"]).toBe("1");
  });
});

describe("when no host of the pool is up", () => {
  test("requests of the lane are answered elsewhere, others are told so, and all are once nobody is left", async () => {
    await edge.stop();
    await eventually("the host is known to be away", async () =>
      (await gateway.state("model-chat", "mac-01")) === "DOWN" ? true : undefined,
    );
    expect(await begin(1)).toEqual(["gpu-a"]);
    const told = async (wish: Ask) => {
      const { status, code } = await ask(gateway, wish);
      return `${status} ${code}`;
    };
    expect(await told({ path: "/api/chat" })).toBe("503 pool_unavailable");
    expect(await told({ key: KEYS.batch })).toBe("503 pool_unavailable");
    await upstream.stop();
    expect(await told({})).toBe("503 pool_unavailable");
  });
});
