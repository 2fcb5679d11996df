import { mkdtempSync, readFileSync } from "node:fs";
import type { ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { digestOf, hexOf } from "../../src/model/digest.ts";
import type { Lane } from "../../src/model/lane.ts";
import { eventually } from "../eventually.ts";
import { type Ask, CHAT, send } from "../templates/live/client.ts";
import { isFrom } from "../templates/live/haproxy-version.ts";
import { type RunningProxy, runProxyBelow } from "../templates/live/running-proxy.ts";
import { ScriptedEngine } from "../templates/live/scripted-engine.ts";
import { KEYS, WISH } from "../templates/wish.ts";
import { chatAnswer } from "./chat-engine.ts";
import type { ClientCall } from "./client-child.ts";
import { type RealClients, realClients } from "./real-clients.ts";

const EXPIRED = "ilk_expired";
const REVOKED = "ilk_revoked";

/** Requests that may wait in the batch lane: as many as ask at once. */
const WAITING = 5;

const wide = (lane: Lane): Lane => {
  if (lane.name === "batch") return { ...lane, queue: WAITING };
  const key = { id: "old-1", owner: "carol", sha256: digestOf(EXPIRED), expires: "2026-01-01" };
  const gone = { id: "gone-1", owner: "dave", sha256: digestOf(REVOKED) };
  return { ...lane, streams: 16, keys: [...lane.keys, key, gone] };
};
const HOST = {
  ...WISH,
  lanes: WISH.lanes.map(wide),
  engines: WISH.engines.map((engine) => ({ ...engine, slots: 20 })),
};

/** Nobody waits ten minutes in a test: what takes 600 s or 60 s in the template takes one here. */
const hasty = (text: string): string => text.replaceAll(/(timeout server) \d+s/g, "$1 1s");

const engine = new ScriptedEngine();
let port = 0;
let proxy: RunningProxy;
let clients: RealClients;
const held: ServerResponse[] = [];

beforeAll(async () => {
  port = await engine.listen();
  proxy = await runProxyBelow(mkdtempSync(join(tmpdir(), "espalier-failures-")), HOST, [port], hasty);
  clients = realClients(join(proxy.wish.layout.tls, "cert.pem"));
});
afterAll(async () => {
  await clients?.stop();
  await proxy?.stop();
  await engine.close();
});
beforeEach(() => {
  engine.reset();
  engine.script = (seen, response) => chatAnswer(seen, response, "end");
});
afterEach(async () => {
  for (const response of held.splice(0)) response.destroy();
  await eventually("the engine is idle", () => (engine.active === 0 ? true : undefined));
});

/** What is out of the ordinary in one row. */
interface Failing {
  readonly key?: string | undefined;
  readonly model?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly bytes?: number;
  readonly verb?: "pull" | "delete";
  /** The same mistake over plain HTTP, where it is another path or length. */
  readonly http?: Ask;
}

const MODES = [
  { client: "openai", stream: false },
  { client: "openai", stream: true },
  { client: "ollama", stream: false },
  { client: "ollama", stream: true },
] as const;

function bare({ key, model, headers, http }: Failing): Promise<string> {
  const body = model === undefined ? CHAT : JSON.stringify({ model, stream: true });
  return read({ key: key ?? "", body, ...(headers && { headers }), ...http });
}

/** `503 engine_unavailable, Retry-After 5`; `200, then cut` when it broke off after its head. */
async function read(wish: Ask): Promise<string> {
  try {
    const response = await send(proxy, wish).head;
    let text = "";
    try {
      for await (const chunk of response) text += String(chunk);
    } catch {
      return `${response.statusCode}, then cut`;
    }
    const code = /"code":"(\w+)"/.exec(text)?.[1];
    const after = response.headers["retry-after"];
    return [
      [response.statusCode, code].filter(Boolean).join(" "),
      ...(after ? [`Retry-After ${after}`] : []),
    ].join(", ");
  } catch (error) {
    return (error as { code?: string }).code ?? String(error);
  }
}

/** Everybody asks at once: plain HTTP, and each client whole and streamed. */
function everybody(failing: Failing): Promise<readonly string[]> {
  const { key, model = "qwen3:4b", headers, bytes, verb } = failing;
  const url = `https://localhost:${proxy.wish.gateway.port}`;
  const optional = {
    ...(key !== undefined && { key }),
    ...(headers && { headers }),
    ...(bytes && { bytes }),
    ...(verb && { verb }),
  };
  const calls = MODES.map((mode): ClientCall => ({ ...mode, url, model, ...optional }));
  return Promise.all([bare(failing), ...calls.map((call) => clients.see(call))]);
}

const rows: (readonly string[])[] = [];

/** One row: it is what was seen, and the page in docs holds all of them. */
function row(what: string, play: () => Promise<readonly string[]>): void {
  test(what, async () => {
    const seen = await play();
    rows.push([what, ...seen]);
    expect(seen.filter((text) => text === 'answers "good day"' || text === "200")).toHaveLength(
      what === "nothing wrong" ? 5 : 0,
    );
  });
}

const GOOD = { key: KEYS.chat } as const;
const simple: readonly (readonly [string, Failing])[] = [
  ["nothing wrong", GOOD],
  ["no key", {}],
  ["a wrong key", { key: "ilk_wrong" }],
  ["an expired key", { key: EXPIRED }],
  ["a model of another lane", { ...GOOD, model: "nomic-embed-text" }],
  ["a pull", { ...GOOD, verb: "pull", http: { path: "/api/pull" } }],
  ["a delete", { ...GOOD, verb: "delete", http: { path: "/api/delete", method: "DELETE" } }],
];
for (const [what, failing] of simple) row(what, () => everybody(failing));

/** HAProxy answers 431 from 3.4 on, which no client knows by name. */
const oldName = (saw: string): string =>
  isFrom("3.4") ? saw.replace("APIError 431", "BadRequestError 400").replace("431", "400") : saw;

row("300 KB of one header (431 from HAProxy 3.4)", async () => {
  const headers = { "x-a": "b".repeat(300_000) };
  return (await everybody({ ...GOOD, headers })).map(oldName);
});

/** The answer comes while the client still sends: it reads the refusal or finds the pipe broken, as the two race. */
const raced = (saw: string): string =>
  /^throws .*(?: 413\b.*|: EPIPE|: ECONNRESET)$/.test(saw) ? "throws: 413, or a broken pipe" : saw;

row("a body of 9 MiB, where 8 are allowed", async () => {
  const bytes = 9 * 1024 ** 2;
  const http = { headers: { "content-length": String(bytes) }, body: "" };
  const [plain = "", ...clients] = await everybody({ ...GOOD, bytes, http });
  return [plain, ...clients.map(raced)];
});

row("a revoked key", async () => {
  const map = proxy.wish.layout.keysMap;
  await proxy.command(`del map ${map} ${hexOf(digestOf(REVOKED))}`);
  return everybody({ key: REVOKED });
});

/** An answer that goes on until its client is gone. */
function talkOn(response: ServerResponse): void {
  const talk = setInterval(() => response.write(" "), 200);
  response.once("close", () => clearInterval(talk));
}

row("the queue of the lane is full", async () => {
  engine.script = (_, response) => talkOn(response);
  const taken = Array.from({ length: 1 + WAITING }, () => send(proxy, { key: KEYS.batch }));
  for (const { head } of taken) head.catch(() => undefined);
  await eventually("one runs and the others wait", async () =>
    (await proxy.command("show stat")).includes(`lane-batch,BACKEND,${WAITING},`) ? true : undefined,
  );
  const seen = await everybody({ key: KEYS.batch });
  for (const { request } of taken) request.destroy();
  return seen;
});

row("the time in the queue is over", async () => {
  engine.script = (_, response) => talkOn(response);
  const taken = send(proxy, { key: KEYS.batch });
  taken.head.catch(() => undefined);
  await eventually("one runs", () => (engine.active === 1 ? true : undefined));
  const seen = await everybody({ key: KEYS.batch });
  taken.request.destroy();
  return seen;
});

row("the host drains", async () => {
  const { drainMap } = proxy.wish.layout;
  await proxy.command(`set map ${drainMap} all yes`);
  const seen = await everybody(GOOD);
  await proxy.command(`set map ${drainMap} all no`);
  return seen;
});

row("the engine breaks off before it answers", async () => {
  engine.script = (_, response) => void setTimeout(() => response.destroy(), 200);
  const seen = await everybody(GOOD);
  await healthy();
  return seen;
});

row("the engine is killed in the middle of an answer", async () => {
  engine.script = (what, response) => {
    chatAnswer(what, response, "half");
    setTimeout(() => response.destroy(), 200);
  };
  const seen = await everybody(GOOD);
  await healthy();
  return seen;
});

row("the engine hangs before it answers, for 600 s", () => {
  engine.script = (_, response) => void held.push(response);
  return everybody(GOOD);
});

row("the engine hangs in the middle of an answer, for 60 s (600 s before HAProxy 3.0)", () => {
  engine.script = (what, response) => {
    held.push(response);
    chatAnswer(what, response, "half");
  };
  return everybody(GOOD);
});

row("the engine is down", async () => {
  await engine.close();
  await eventually("unhealthy", async () => ((await proxy.page("/healthz"))[0] === 503 ? true : undefined));
  const seen = await everybody(GOOD);
  await engine.listen(port);
  await healthy();
  return seen;
});

row("the proxy is killed in the middle of an answer", async () => {
  engine.script = (what, response) => {
    held.push(response);
    chatAnswer(what, response, "half");
  };
  const before = clients.begun();
  const seen = everybody(GOOD);
  await eventually("all answers have begun", () =>
    engine.active === 5 && clients.begun() === before + 2 ? true : undefined,
  );
  await proxy.kill();
  return seen;
});

row("the proxy is down", () => everybody(GOOD));

const healthy = () =>
  eventually("healthy", async () => ((await proxy.page("/healthz"))[0] === 200 ? true : undefined));

const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;

test("docs/attacks.md says what was seen", async () => {
  const head = [
    "what",
    "plain HTTP",
    ...MODES.map(({ client, stream }) => `\`${client}\`, ${stream ? "streamed" : "whole"}`),
  ];
  const table = `${[line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n")}\n`;
  await expect(table).toMatchFileSnapshot("../golden/clients/failures.md");
  expect(readFileSync(join(import.meta.dirname, "../../docs/attacks.md"), "utf8")).toContain(table);
});
