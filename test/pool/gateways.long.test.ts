import { execFileSync } from "node:child_process";
import { copyFileSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";
import { freshKey, selfSigned } from "../../src/connectors/openssl.ts";
import { eventually } from "../eventually.ts";
import { say } from "../templates/live/running-proxy.ts";
import { type Answered, chat, type Door, keyOf, ollamaModel, poolDoor } from "./gateway.ts";
import { load } from "./load.ts";
import { type Orchard, orchard } from "./orchard.ts";
import { deeds, type Ended, failureOf, hostEnd } from "./program.ts";
import { type Upstream, upstream } from "./upstream.ts";

vi.setConfig({ testTimeout: 120_000, hookTimeout: 300_000 });

let grove: Orchard;

beforeAll(async () => {
  grove = await orchard({ hosts: 2, gateways: 2 });
  await grove.pinned();
  expect((await grove.espalier("apply", "orchard")).exit).toBe(0);
});
afterAll(() => grove?.stop());

const GATES = ["gate-01", "gate-02"];
/** What clients show, once the pool signs for some. */
let client: Door["client"];
const doors = (): readonly Door[] =>
  grove.pool.gateways.map((gateway) => ({ ...poolDoor(gateway), ...(client && { client }) }));
const ask = (door: Door, tokens = 2) =>
  chat(grove.pool, door, { key: keyOf(grove.pool, "web-1"), tokens }).answered;

test("both gateways serve the pool", async () => {
  for (const door of doors())
    expect(await ask(door)).toMatchObject({ status: 200, text: expect.stringContaining("[DONE]") });
});

test("a gateway that is as wished is left alone", async () => {
  const again = await grove.espalier("apply", "orchard", "--on", "gate-01");
  expect([again.exit, deeds(again)]).toEqual([0, []]);
  expect((await grove.espalier("plan", "orchard", "--on", "gate-01")).exit).toBe(0);
  expect((await grove.espalier("audit", "orchard", "--on", "gate-02")).exit).toBe(0);
});

test("a gateway through which a model finds no host is not called well", async () => {
  const [door] = doors();
  if (door === undefined) throw new Error("no gateway");
  const engines = async (change: "strike" | "clear") => {
    for (const { id } of grove.hosts) await grove[change](id, "hang-engine");
  };
  await engines("strike");
  onTestFinished(() => engines("clear"));
  const found = /no host takes requests of model-chat \(mac-01 DOWN \S+, mac-02 DOWN \S+\)/;
  const planned = async () => {
    const { exit, lines } = await grove.espalier("plan", "orchard", "--on", "gate-01");
    return exit === 2 && found.test(JSON.stringify(lines));
  };
  await eventually("the plan says that no host is left", planned, 120_000);
  expect((await ask(door)).status).toBe(503);
  const applied = await grove.espalier("apply", "orchard", "--on", "gate-01");
  expect([applied.exit, hostEnd(applied, "gate-01")]).toEqual([
    1,
    { outcome: "failed", note: expect.stringContaining("no host answers for model-chat: mac-01 DOWN") },
  ]);
  await engines("clear");
  await eventually("hosts are back", async () => (await ask(door)).status === 200, 60_000);
  expect((await grove.espalier("apply", "orchard", "--on", "gate-01")).exit).toBe(0);
}, 400_000);

test("the key of the health checks is in no plan, log or report", async () => {
  const key = readFileSync(join(grove.pool.dir, "keys/gateways.key"), "utf8").trim();
  const { lines } = await grove.espalier("plan", "orchard");
  expect(JSON.stringify(lines)).not.toContain(key);
  for (const { root } of grove.pool.hosts)
    expect(readFileSync(join(root, "var/log/espalier/gateway.log"), "utf8")).not.toContain(key);
});

/** Models that an engine holds in memory; `undefined` while it is away. */
async function held(port: number): Promise<number | undefined> {
  try {
    const answer = await fetch(`http://127.0.0.1:${port}/api/ps`);
    return ((await answer.json()) as { models: unknown[] }).models.length;
  } catch {
    return undefined;
  }
}

test("engines that crash while nobody asks come back to the gateways by themselves", async () => {
  const engines = grove.hosts.map(({ id, ollamaPort }) => ({ id, port: ollamaPort }));
  for (const { id, port } of engines) {
    await grove.strike(id, "kill-engine");
    await eventually("it holds nothing", async () => !(await held(port)));
  }
  for (const { id, port } of engines)
    await eventually(`${id} holds its model again`, async () => (await held(port)) === 1, 60_000);
  for (const door of doors()) await eventually("it answers", async () => (await ask(door)).status === 200);
});

const linesOf = ({ lines }: Ended): readonly string[] =>
  lines.flatMap(({ kind, host, text }) => (kind === "line" ? [`${String(host)}: ${String(text)}`] : []));

test("no request fails and no stream is cut while hosts, engines and a gateway change", async () => {
  const clients = load(grove, doors(), keyOf(grove.pool, "web-1"));
  onTestFinished(() => clients.stop().then(() => undefined));
  const drained = await grove.espalier("drain", "orchard", "--on", "mac-01");
  expect(linesOf(drained)).toEqual(
    expect.arrayContaining(GATES.map((gate) => `mac-01: ${gate} sends it no new requests`)),
  );
  const opened = await grove.espalier("undrain", "orchard", "--on", "mac-01");
  expect(linesOf(opened)).toEqual(
    expect.arrayContaining(GATES.map((gate) => `mac-01: ${gate} sends it requests again`)),
  );
  await grove.pinned([["engines", "ollama", "parallel"], 5]);
  const rolled = await grove.espalier("apply", "orchard");
  const started = (job: string) => deeds(rolled).filter((deed) => deed.includes(`launchd ${job}`)).length;
  expect([rolled.exit, started("com.espalier.ollama"), started("com.espalier-gateway.haproxy")]).toEqual([
    0, 2, 2,
  ]);
  expect((await grove.espalier("rollback", "orchard", "--on", "mac-02")).exit).toBe(0);
  expect(await clients.stop()).toEqual([]);
  expect(clients.whole()).toBeGreaterThan(20);
}, 400_000);

test("no request fails while every host changes its port: gateways go ahead of the last one that they find", async () => {
  const clients = load(grove, doors(), keyOf(grove.pool, "web-1"), 1);
  onTestFinished(() => clients.stop().then(() => undefined));
  await grove.pinned(
    ...grove.hosts.map(
      ({ id, gatewayPort }) => [["hosts", id, "ports", "gateway"], gatewayPort + 1000] as const,
    ),
  );
  const rolled = await grove.espalier("apply", "orchard");
  expect(rolled.exit).toBe(0);
  const why = "its present release would find no host for chat, the wanted one finds mac-01";
  expect(linesOf(rolled)).toEqual(
    expect.arrayContaining(GATES.map((gate) => `${gate}: goes ahead of mac-02: ${why}`)),
  );
  expect(await clients.stop()).toEqual([]);
}, 400_000);

test("a key opens the pool, and is refused by it, as soon as it is pushed", async () => {
  const issued = await grove.espalier(
    "keys",
    "add",
    "orchard",
    "interactive",
    "--id",
    "late",
    "--owner",
    "bob",
    "--push",
  );
  const key = String(issued.lines.find((line) => "key" in line)?.["key"]);
  const asks = async () =>
    Promise.all(
      doors().map(async (door) => (await chat(grove.pool, door, { key, tokens: 1 }).answered).status),
    );
  expect(await asks()).toEqual([200, 200]);
  await grove.espalier("keys", "revoke", "orchard", "interactive", "late", "--push");
  expect(await asks()).toEqual([401, 401]);
});

test("the key of the health checks is rotated while the pool serves; what would shut gateways out is refused", async () => {
  const file = join(grove.pool.dir, "keys/gateways.key");
  const lane = ["orchard", "interactive"] as const;
  const rotated = await grove.espalier("keys", "rotate", ...lane, "gateways", "--push");
  const next = rotated.lines.find(({ kind }) => kind === "key");
  expect([rotated.exit, next?.["probe"]]).toEqual([0, expect.stringContaining("--on gate-02")]);
  expect(failureOf(await grove.espalier("keys", "revoke", ...lane, "gateways"))).toMatchObject({
    code: "key-probing",
  });
  writeFileSync(file, `${String(next?.["key"])}\n`);
  const early = await grove.espalier("keys", "revoke", ...lane, "gateways", "--push");
  expect([early.exit, deeds(early), failureOf(early)]).toEqual([
    1,
    [],
    expect.objectContaining({ code: "gateway-blinded", subject: "gate-01, gate-02" }),
  ]);
  for (const gate of GATES) expect((await grove.espalier("apply", "orchard", "--on", gate)).exit).toBe(0);
  const pushed = await grove.espalier("keys", "push", "orchard");
  expect([pushed.exit, deeds(pushed).length > 0]).toEqual([0, true]);
  for (const door of doors()) expect((await ask(door)).status).toBe(200);
  expect((await grove.espalier("audit", "orchard", "--on", "gate-01")).exit).toBe(0);
}, 300_000);

describe("a server outside of the pool", () => {
  const KEY = "sk_elsewhere";
  const STREAMS = 2;
  /** Of both hosts, since they changed before. */
  const SLOTS = 10;
  let elsewhere: Upstream;
  beforeAll(async () => {
    elsewhere = await upstream(ollamaModel(grove.pool), KEY);
    copyFileSync(elsewhere.ca, join(grove.pool.inventory, "pools/elsewhere.ca.pem"));
    writeFileSync(join(grove.pool.dir, "keys/elsewhere.key"), `${KEY}\n`);
  });
  afterAll(() => elsewhere?.close());

  /** Whom the inventory names, and both gateways as it wishes. */
  const wished = async (turn: Readonly<Record<string, unknown>> | undefined) => {
    const key = `file:${join(grove.pool.dir, "keys/elsewhere.key")}`;
    const server = {
      url: elsewhere.url,
      key,
      ca: "elsewhere.ca.pem",
      lanes: ["interactive"],
      streams: STREAMS,
    };
    const models = { chat: ollamaModel(grove.pool) };
    grove.wish([["gateways", "overflow"], turn && { elsewhere: { ...server, models, ...turn } }]);
    for (const gate of GATES) expect((await grove.espalier("apply", "orchard", "--on", gate)).exit).toBe(0);
  };
  const audited = async () => {
    const { exit, lines } = await grove.espalier("audit", "orchard", "--on", "gate-01");
    return [exit, /"field":"overflow elsewhere"[^}]*/.exec(JSON.stringify(lines))?.[0]];
  };
  const told = (saw: string, agrees: boolean) =>
    `"field":"overflow elsewhere","wanted":"up","saw":"${saw}","agrees":${agrees}`;
  /** It runs longer than any test, unless its client leaves. */
  const endless = (door: Door) => chat(grove.pool, door, { key: keyOf(grove.pool, "web-1"), tokens: 8000 });
  const answerer = async () => {
    const [door] = doors();
    return door && (await ask(door)).by;
  };

  test("takes what the hosts have no slots for, as long as it has room, under its own key", async () => {
    await wished({ above: 0 });
    expect(await audited()).toEqual([0, told("up", true)]);
    elsewhere.hold();
    onTestFinished(elsewhere.release);
    const [door] = doors();
    if (door === undefined) throw new Error("no gateway");
    const all = Array.from({ length: SLOTS + STREAMS + 4 }, () => endless(door));
    onTestFinished(() => {
      for (const { leave } of all) leave();
    });
    await eventually("it has all that it has room for", () => elsewhere.asked.length === STREAMS);
    const answered: Answered[] = [];
    for (const one of all) void one.answered.then((answer) => answered.push(answer));
    elsewhere.release();
    // Whoever waits at a host of a busy machine may have been told to come again.
    const there = () => answered.filter(({ by }) => by === "elsewhere");
    await eventually("both are answered", () => there().length === STREAMS);
    expect(there().map(({ status }) => status)).toEqual([200, 200]);
    expect(elsewhere.asked).toEqual([`Bearer ${KEY}`, `Bearer ${KEY}`]);
    const { lines } = await grove.espalier("metrics", "orchard");
    expect(JSON.stringify(lines)).toMatch(
      /espalier_gateway_overflow_requests_total{gateway=."gate-01.",upstream=."elsewhere.",lane=."interactive.",group=."model-chat."} 2/,
    );
  }, 300_000);

  test("answers while every host of the pool is drained, and no request fails on the way there and back", async () => {
    const clients = load(grove, doors(), keyOf(grove.pool, "web-1"));
    onTestFinished(() => clients.stop().then(() => undefined));
    for (const host of ["mac-01", "mac-02"])
      expect((await grove.espalier("drain", "orchard", "--on", host)).exit).toBe(0);
    expect(await answerer()).toBe("elsewhere");
    const applied = await grove.espalier("apply", "orchard", "--on", "gate-01");
    expect([applied.exit, hostEnd(applied, "gate-01").note]).toEqual([
      0,
      expect.stringMatching(
        /^no host takes requests of model-chat \(mac-01 DRAIN( \S+)?, mac-02 DRAIN( \S+)?\)$/,
      ),
    ]);
    for (const host of ["mac-01", "mac-02"])
      expect((await grove.espalier("undrain", "orchard", "--on", host)).exit).toBe(0);
    expect(await clients.stop()).toEqual([]);
    await eventually(
      "a host of the pool answers",
      async () => (await answerer())?.startsWith("mac-") ?? false,
    );
  }, 300_000);

  test("is asked before the hosts when it is named first, and they take what it cannot", async () => {
    await wished({ first: true });
    expect(await answerer()).toBe("elsewhere");
    elsewhere.hold();
    onTestFinished(elsewhere.release);
    onTestFinished(elsewhere.release);
    const [door] = doors();
    if (door === undefined) throw new Error("no gateway");
    const begun = elsewhere.asked.length;
    const full = Array.from({ length: STREAMS }, () => ask(door));
    await eventually("it has no room", () => elsewhere.asked.length === begun + STREAMS);
    expect(await answerer()).toMatch(/^mac-/);
    elsewhere.release();
    expect((await Promise.all(full)).map(({ by }) => by)).toEqual(["elsewhere", "elsewhere"]);
    elsewhere.close();
    await eventually(
      "it is known to be away",
      async () => (await answerer())?.startsWith("mac-") ?? false,
      60_000,
    );
    expect(await audited()).toEqual([2, told("down", false)]);
  }, 300_000);

  test("is forgotten when the inventory names it no more", async () => {
    await wished(undefined);
    expect(await audited()).toEqual([0, undefined]);
  }, 300_000);
});

test("a probe key that its lane does not know is refused before anything is touched", async () => {
  grove.wish([["gateways", "probe", "key"], "cmd:echo esp_unknown"]);
  const refused = await grove.espalier("apply", "orchard", "--on", "gate-02");
  expect(refused.exit).toBe(1);
  expect(JSON.stringify(refused.lines)).toContain("none of the keys of lane interactive");
  expect(failureOf(refused)).toBeUndefined();
  grove.wish([["gateways", "probe", "key"], `file:${join(grove.pool.dir, "keys/gateways.key")}`]);
});

/** A client's key and its request, as a client makes them, and what the authority of the pool signs. */
async function signedClient(): Promise<NonNullable<Door["client"]>> {
  const [key, csr] = [join(grove.project, "client.key"), join(grove.project, "client.csr")];
  const pair = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-keyout", key, "-out", csr];
  execFileSync("openssl", ["req", "-new", "-nodes", "-subj", "/CN=anybody", ...pair], { stdio: "ignore" });
  const { lines } = await grove.espalier("certificates", "client", "orchard", "web-1", "--request", csr);
  return { key: readFileSync(key, "utf8"), cert: String(lines.find((line) => "pem" in line)?.["pem"]) };
}

test("a pool gets an authority and asks for certificates while clients ask: gateways first, or it is refused", async () => {
  const tls = { key: `file:${join(grove.project, "ca.key")}`, clients: "required" };
  grove.wish([["gateway", "tls"], tls]);
  expect((await grove.espalier("certificates", "init", "orchard")).exit).toBe(0);
  expect((await grove.espalier("certificates", "list", "orchard")).exit).toBe(2);
  const early = await grove.espalier("apply", "orchard");
  expect([early.exit, deeds(early), failureOf(early)]).toEqual([
    1,
    [],
    expect.objectContaining({
      code: "gateway-hidden",
      subject: "gate-01, gate-02",
      hint: "gateways first: `espalier apply orchard --on gate-01`, then `espalier apply orchard --on gate-02`; then run this again",
    }),
  ]);
  client = await signedClient();
  for (const gate of GATES) expect((await grove.espalier("apply", "orchard", "--on", gate)).exit).toBe(0);
  const clients = load(grove, doors(), keyOf(grove.pool, "web-1"));
  onTestFinished(() => clients.stop().then(() => undefined));
  expect((await grove.espalier("apply", "orchard")).exit).toBe(0);
  expect(await clients.stop()).toEqual([]);
  for (const { client: _, ...door } of doors())
    expect(await ask(door)).toMatchObject({
      status: 403,
      text: expect.stringContaining("certificate_required"),
    });
  const { exit, lines } = await grove.espalier("certificates", "list", "orchard");
  expect([exit, JSON.stringify(lines)]).toEqual([0, expect.stringMatching(/gate-02.*ends in 8\d days/)]);
  expect(deeds(await grove.espalier("certificates", "renew", "orchard", "--on", "gate-01"))).toEqual([]);
}, 400_000);

test("another authority takes over and no request fails: trusted first, then it signs, then the one before goes", async () => {
  const file = join(grove.pool.inventory, "locks/orchard.ca.pem");
  const [key, before] = [await freshKey(), readFileSync(file, "utf8")];
  const next = await selfSigned(key, "Espalier pool orchard, second", 30);
  writeFileSync(join(grove.project, "next.key"), key, { mode: 0o600 });
  const applied = async (...authorities: readonly string[]) => {
    writeFileSync(file, authorities.join(""));
    expect((await grove.espalier("apply", "orchard")).exit).toBe(0);
  };
  const clients = load(grove, doors(), keyOf(grove.pool, "web-1"));
  onTestFinished(() => clients.stop().then(() => undefined));
  writeFileSync(file, next);
  const atOnce = await grove.espalier("apply", "orchard");
  expect([atOnce.exit, deeds(atOnce), failureOf(atOnce)]).toEqual([
    1,
    [],
    expect.objectContaining({ code: "gateway-distrusted", subject: "gate-01, gate-02" }),
  ]);
  await applied(before, next);
  grove.wish([["gateway", "tls", "key"], `file:${join(grove.project, "next.key")}`]);
  await applied(next, before);
  expect(await clients.stop()).toEqual([]);
  expect(clients.whole()).toBeGreaterThan(20);
  const old = doors();
  client = await signedClient();
  await applied(next);
  for (const door of old) expect((await ask(door)).status).toBe(0);
  for (const door of doors()) expect((await ask(door)).status).toBe(200);
  expect((await grove.espalier("certificates", "list", "orchard")).exit).toBe(0);
}, 400_000);

test("a gateway that is named no more goes with the next apply of its host, and cuts no stream", async () => {
  const [, second] = doors();
  const member = grove.pool.gateways.find(({ id }) => id === "gate-02");
  if (second === undefined || member === undefined) throw new Error("no second gateway");
  const stream = chat(grove.pool, second, { key: keyOf(grove.pool, "web-1"), tokens: 60 });
  await stream.begun;
  await grove.pinned([["gateways", "members", "gate-02"], undefined]);
  expect((await grove.espalier("audit", "orchard", "--on", "mac-02")).exit).toBe(2);
  expect((await grove.espalier("apply", "orchard", "--on", "mac-02")).exit).toBe(0);
  expect(await stream.answered).toMatchObject({ status: 200, text: expect.stringContaining("[DONE]") });
  expect(existsSync(join(member.root, "opt/espalier-gateway"))).toBe(false);
  expect((await grove.espalier("audit", "orchard")).exit).toBe(0);
}, 400_000);

describe("a host that carries no gateway and cannot be reached over SSH", () => {
  const answerers = async () => {
    const [door] = doors();
    if (door === undefined) throw new Error("no gateway");
    const answers = await Promise.all(Array.from({ length: 12 }, () => ask(door)));
    expect(answers.map(({ status }) => status)).toEqual(Array(12).fill(200));
    return new Set(answers.map(({ by }) => by));
  };
  const noteOf = ({ lines }: Ended) => lines.find(({ kind }) => kind === "run-ended")?.["note"];

  beforeAll(() => grove.pinned([["gateways", "members", "gate-02"], undefined]));
  afterAll(async () => {
    const member = grove.pool.gateways.find(({ id }) => id === "gate-02");
    await grove.pinned([
      ["gateways", "members", "gate-02"],
      { host: "mac-02", ports: { gateway: member?.gatewayPort, metrics: member?.metricsPort } },
    ]);
    expect((await grove.espalier("apply", "orchard", "--on", "gate-02")).exit).toBe(0);
  });

  test("gets nothing from the gateways after a drain, which fails and says who may still be served", async () => {
    await grove.strike("mac-02", "no-ssh");
    onTestFinished(() => grove.clear("mac-02", "no-ssh"));
    expect(await answerers()).toEqual(new Set(["mac-01", "mac-02"]));
    const drained = await grove.espalier("drain", "orchard", "--on", "mac-02");
    expect([drained.exit, linesOf(drained)]).toEqual([1, ["mac-02: gate-01 sends it no new requests"]]);
    expect(hostEnd(drained, "mac-02").note).toMatch(
      /^mac-02: no SSH connection to \S+ \(.*\); gateways send it nothing new until it is undrained; clients that ask it directly may still be served; /,
    );
    expect(await answerers()).toEqual(new Set(["mac-01"]));
  });

  test("gets nothing either after the proxy of a gateway was killed, nor after its release changed", async () => {
    const [gateway] = grove.pool.gateways;
    if (gateway === undefined) throw new Error("no gateway");
    const socket = join(gateway.root, "opt/espalier-gateway/run/haproxy.sock");
    const worker = async () =>
      Number(/^Pid: (\d+)$/m.exec(await say(socket, "show info").catch(() => ""))?.[1]);
    const before = await worker();
    process.kill(before, "SIGKILL");
    await eventually("launchd has started it anew", async () => {
      const now = await worker();
      return now > 0 && now !== before;
    });
    expect(await answerers()).toEqual(new Set(["mac-01"]));
    grove.wish([["gateways", "affinityAbove"], "48 KiB"]);
    const applied = await grove.espalier("apply", "orchard", "--on", "gate-01");
    expect([applied.exit, deeds(applied).join()]).toEqual([
      0,
      expect.stringContaining("launchd com.espalier-gateway.haproxy"),
    ]);
    expect(await answerers()).toEqual(new Set(["mac-01"]));
  });

  test("is opened again by undrain, though its own doors were never closed", async () => {
    const opened = await grove.espalier("undrain", "orchard", "--on", "mac-02");
    expect([opened.exit, deeds(opened), linesOf(opened)]).toEqual([
      0,
      [],
      ["mac-02: gate-01 sends it requests again"],
    ]);
    await eventually("it answers again", async () => (await answerers()).has("mac-02"));
  });

  test("is left by a failover", async () => {
    await grove.strike("mac-02", "no-ssh");
    const moved = await grove.espalier("failover", "orchard", "--from", "mac-02", "--to", "mac-01");
    expect([moved.exit, noteOf(moved)]).toEqual([
      0,
      "mac-01 serves; mac-02 cannot be reached over SSH: gateways send it nothing new until it is undrained; clients that ask it directly may still be served",
    ]);
    expect(await answerers()).toEqual(new Set(["mac-01"]));
    await grove.clear("mac-02", "no-ssh");
    expect((await grove.espalier("undrain", "orchard", "--on", "mac-02")).exit).toBe(0);
  });

  test("keeps no gateway from being planned, audited and applied when it shows another host key", async () => {
    await grove.strike("mac-02", "host-key");
    onTestFinished(() => grove.clear("mac-02", "host-key"));
    const on = ["orchard", "--on", "gate-01"];
    const planned = await grove.espalier("plan", ...on);
    expect([planned.exit, JSON.stringify(planned.lines)]).toEqual([
      0,
      expect.stringContaining("not read, it shows another SSH host key than the pinned one"),
    ]);
    const audited = await grove.espalier("audit", ...on);
    expect([audited.exit, JSON.stringify(audited.lines)]).toEqual([
      2,
      expect.stringMatching(/"field":"certificate of mac-02"[^}]*"agrees":false/),
    ]);
    expect((await grove.espalier("apply", ...on)).exit).toBe(0);
    const moved = await grove.espalier("failover", "orchard", "--from", "mac-02", "--to", "mac-01");
    expect([moved.exit, noteOf(moved)]).toEqual([
      1,
      "mac-01 serves; mac-02 was not drained: gateways send it nothing new until it is undrained; clients that ask it directly may still be served",
    ]);
    await grove.clear("mac-02", "host-key");
    expect((await grove.espalier("undrain", "orchard", "--on", "mac-02")).exit).toBe(0);
  });
});

test("a gateway leaves with its host", async () => {
  const [, second] = grove.pool.hosts;
  if (second === undefined) throw new Error("no second host");
  await grove.pinned(
    [["gateways", "members", "gate-02"], undefined],
    [["hosts", "mac-02"], undefined],
    [
      ["retired"],
      {
        "mac-02": {
          address: "127.0.0.1",
          port: second.port,
          root: second.root,
          on: "2026-11-29",
          because: "old",
        },
      },
    ],
  );
  await grove.strike("mac-02", "no-ssh");
  const away = await grove.espalier("retire", "orchard", "mac-02");
  await grove.clear("mac-02", "no-ssh");
  expect([away.exit, linesOf(away), failureOf(away)]).toEqual([
    1,
    ["mac-02: gate-01 sends it no new requests"],
    expect.objectContaining({
      code: "host-unreachable",
      saw: expect.stringMatching(
        /; gateways send it nothing new; clients that ask it directly may still be served$/,
      ),
      hint: expect.stringContaining("terraform_data.member_mac-02"),
    }),
  ]);
  expect((await grove.espalier("retire", "orchard", "mac-02")).exit).toBe(0);
  expect(existsSync(join(second.root, "opt/espalier-gateway"))).toBe(false);
  expect(existsSync(join(second.root, "Library/LaunchDaemons/com.espalier-gateway.haproxy.plist"))).toBe(
    false,
  );
});
