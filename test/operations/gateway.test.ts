import { describe, expect, test } from "vitest";
import type { GatewayFacts } from "../../src/model/facts.ts";
import type { Step } from "../../src/model/step.ts";
import { auditGateway } from "../../src/operations/gateway/audit.ts";
import { grouping } from "../../src/operations/gateway/groups.ts";
import { finding, hostless } from "../../src/operations/gateway/hostless.ts";
import { planGateway } from "../../src/operations/gateway/plan.ts";
import { gatewayRetreat } from "../../src/operations/gateway/retreat.ts";
import { AUTHORITY, certificateFact } from "../fakes/certificates.ts";
import { convergedGateway, freshGateway, gatePool, gatewayWishFor } from "../fakes/gateway-wish.ts";

const wish = gatewayWishFor();
const good = convergedGateway(wish);

const deeds = (facts: GatewayFacts, of = wish): readonly string[] =>
  planGateway(of, facts)
    .steps.filter(({ kind }) => kind !== "noop")
    .map(told);

const told = (step: Step): string => {
  const words = step.kind === "run" ? step.argv[0] : step.kind;
  return `${step.operation} ${step.subject}: ${words}; ${step.why}`;
};

test("a machine without a gateway gets all of it, and what serves is touched last", async () => {
  await expect(`${deeds(freshGateway).join("\n")}\n`).toMatchFileSnapshot(
    "../golden/operations/gateway-fresh.txt",
  );
});

test("planning after applying gives only noops", () => {
  expect(deeds(good)).toEqual([]);
  expect(auditGateway(wish, good).filter(({ agrees }) => !agrees)).toEqual([]);
});

const FOUND: readonly (readonly [string, Partial<GatewayFacts>, string])[] = [
  ["an older release serves", { current: "0".repeat(12) }, "release 000000000000 serves"],
  ["its job is not loaded", { services: [{ label: "x", loaded: false }] }, "the job is not loaded"],
  ["a run was cut short", { owed: ["x"] }, "it was to start anew when a run was cut short"],
  ["it does not answer", { proxyStatus: 0 }, "the gateway does not answer"],
  ["nobody saw its hosts", { good: "0".repeat(12) }, "no run has seen every model find a host through it"],
];

test.each(FOUND)("when %s, it starts and finds its hosts", (_, facts, why) => {
  const steps = deeds({ ...good, ...facts }).filter((step) => step.startsWith("activation"));
  expect(steps[0]).toContain(why);
  expect(deeds({ ...good, ...facts }).some((step) => step.includes("await_hosts"))).toBe(true);
});

describe("a gateway that is as wished", () => {
  type Standing = readonly (readonly [host: string, state: string, check: string])[];
  const seen = (standing: Standing): GatewayFacts => ({
    ...good,
    servers: good.servers.map((server) => {
      const [, state = server.state, check = server.check] =
        standing.find(([host]) => host === server.host) ?? [];
      return { ...server, state, check };
    }),
  });

  const DOWN = "no host takes requests of model-chat (mac-01 DOWN L4CON, mac-02 DOWN L7RSP)";
  const CASES: readonly (readonly [string, Standing, readonly string[], string])[] = [
    ["that every host serves", [], [], "every model finds a host"],
    ["that one host is down", [["mac-01", "DOWN", "L4CON"]], [], "every model finds a host"],
    [
      "that no host answers: it waits for one",
      [
        ["mac-01", "DOWN", "L4CON"],
        ["mac-02", "DOWN", "L7RSP"],
      ],
      [`health one generated token of each model: await_hosts; ${DOWN}`],
      DOWN,
    ],
    [
      "that a host is drained and the other one down",
      [
        ["mac-01", "DRAIN", "L7STS"],
        ["mac-02", "DOWN", "L7RSP"],
      ],
      [],
      "no host takes requests of model-chat (mac-01 DRAIN L7STS, mac-02 DOWN L7RSP)",
    ],
  ];

  test.each(CASES)("says %s", (_, standing, steps, found) => {
    expect(deeds(seen(standing))).toEqual(steps);
    expect(finding(wish, seen(standing))).toBe(found);
    expect(planGateway(wish, seen(standing)).steps.map(({ why }) => why)).toContain(
      `the release serves, and ${steps.length > 0 ? "only hosts are missing" : found}`,
    );
  });

  test("and whose hosts the inventory drains does not wait for them, and says so", () => {
    const source = gatewayWishFor(gatePool());
    const hosts = source.pool.hosts.map((host) => ({ ...host, state: "drained" as const }));
    const drained = { ...source, pool: { ...source.pool, hosts } };
    const facts = seen([
      ["mac-01", "DOWN", "L7RSP"],
      ["mac-02", "DOWN", "L7RSP"],
    ]);
    expect(hostless(drained, facts).map(({ isMeant }) => isMeant)).toEqual([true]);
  });
});

describe("what changes beside the release", () => {
  test("keys are told to the running gateway, and nothing is reloaded", () => {
    const other = gatewayWishFor(gatePool(["id: web-1", "id: web-2"]));
    expect(other.spec.digest).toBe(wish.spec.digest);
    expect(deeds(good, other)).toEqual([
      "admission keys.map: put; its bytes differ from the inventory; the running proxy takes it over, its streams go on",
      "admission lanes of the release: fit_admission; it is what the proxy reads when it starts",
      "admission running keys.map: sync_map; the running proxy holds other lines",
    ]);
  });

  test("a new certificate of a host is read by a new worker, also when the run is cut short between the two", () => {
    const other = { ...wish, certificates: { ...wish.certificates, "mac-02": "another\n" } };
    const steps = deeds(good, other);
    expect(steps[0]).toContain("owe_start");
    expect(steps[1]).toContain("admission hosts/mac-02.pem: put");
    expect(steps.some((step) => step.includes("reload_gateway"))).toBe(true);
  });

  test("the certificate of a host that cannot be asked stays as it lies there; plan and audit name the host", () => {
    const { "mac-02": _, ...certificates } = wish.certificates;
    const blind = { ...wish, certificates, unread: { "mac-02": "it shows another SSH host key" } };
    expect(deeds(good, blind)).toEqual([]);
    expect(planGateway(blind, good).steps).toContainEqual(
      expect.objectContaining({
        kind: "noop",
        subject: "certificate of mac-02",
        why: "not read, it shows another SSH host key; the gateway goes on with the one it holds, if any",
      }),
    );
    expect(auditGateway(blind, good).filter(({ agrees }) => !agrees)).toEqual([
      {
        field: "certificate of mac-02",
        wanted: "read from the host",
        saw: "not read: it shows another SSH host key",
        agrees: false,
      },
    ]);
  });

  test("no step carries the key of the health checks", () => {
    const text = JSON.stringify(planGateway(wish, freshGateway));
    expect(text).not.toContain("ESPALIER_PROBE_KEY esp_");
  });
});

describe("the certificate of a gateway", () => {
  const pool = gatePool([
    "gateway: { artifact: haproxy@3.4.6 }",
    'gateway: { artifact: haproxy@3.4.6, tls: { key: "env:CA_KEY" } }',
  ]);
  const signing = { ...gatewayWishFor(pool), authority: AUTHORITY };

  test("is signed under a name that no client can have, and shown to hosts as well", () => {
    const signed = planGateway(signing, convergedGateway(signing)).steps.find(({ kind }) => kind === "sign");
    expect(signed).toMatchObject({
      why: "the authority of the pool did not sign it",
      name: "gateway:gate-01",
      names: ["gate-01", "10.0.7.11", "localhost", "127.0.0.1"],
      uses: ["serverAuth", "clientAuth"],
    });
  });

  test("of a host may be the next one already: what the authority signs is trusted beside what the host shows", () => {
    const puts = planGateway(signing, freshGateway).steps.filter(({ subject }) =>
      subject.startsWith("hosts/"),
    );
    expect(puts.map((step) => step.kind === "put" && step.text)).toEqual([
      `certificate one\n${AUTHORITY}`,
      `certificate two\n${AUTHORITY}`,
    ]);
    const told = { ...signing, certificates: { "mac-01": AUTHORITY } };
    expect(planGateway(told, freshGateway).steps).toContainEqual(
      expect.objectContaining({ text: AUTHORITY }),
    );
  });

  test("that only clients would be shown is no gateway's, and audit says so", () => {
    const member = { ...signing.member, id: "mac-01" };
    const asHost = { ...signing, member };
    const facts = { ...convergedGateway(signing), certificate: certificateFact("authority") };
    expect(auditGateway(asHost, facts).filter(({ agrees }) => !agrees)).toEqual([
      expect.objectContaining({
        field: "certificate",
        saw: "it does not show hosts that it is gateway:mac-01",
      }),
    ]);
  });
});

test("lanes that reach a model on the same hosts share a group; others get their own", () => {
  const pool = gatePool(
    ["hosts:\n", "  batch:\n    owner: data\n    streams: 1\n    priority: 90\n    models: [chat]\nhosts:\n"],
    ["lanes: [interactive]\nwaves", "lanes: [interactive, batch]\nwaves"],
  );
  const { groups, routes } = grouping(gatewayWishFor(pool));
  expect(groups.map(({ name, hosts }) => [name, hosts.map(({ id }) => id)])).toEqual([
    ["model-chat", ["mac-01", "mac-02"]],
    ["model-chat.2", ["mac-02"]],
  ]);
  expect(routes.map(({ lane, group }) => [lane, group])).toEqual([
    ["interactive", "model-chat"],
    ["batch", "model-chat.2"],
  ]);
});

describe("overflow", () => {
  const OVERFLOW = `  overflow:
    gpu-a: { url: "https://gpu-a.example.net:8000", key: "env:K", ca: ca.pem, lanes: [interactive], streams: 8, models: { chat: NAME } }
  members:`;
  const pool = (name: string) => gatePool(["  members:", OVERFLOW.replace("NAME", JSON.stringify(name))]);

  test("is a way for the lanes that may, from the hosts that serve the model", () => {
    const source = gatewayWishFor(pool("qwen3:4b"));
    expect(grouping(source).overflows).toEqual([
      {
        name: "gpu-a",
        host: "gpu-a.example.net",
        port: 8000,
        streams: 8,
        above: 4,
        routes: [{ lane: "interactive", group: "model-chat", served: "qwen3:4b" }],
      },
    ]);
    const trusting = { ...source, upstreams: { "gpu-a": "its authority" } };
    const put = planGateway(trusting, convergedGateway(source)).steps.find(({ kind }) => kind === "put");
    expect(put).toMatchObject({ subject: "overflow/gpu-a.pem", text: "its authority" });
  });

  const at = (...states: readonly string[]): GatewayFacts["servers"] =>
    states.map((state, lane) => ({
      group: `over:gpu-a:lane-${lane}:model-chat`,
      host: "gpu-a",
      state,
      check: "L7OK",
    }));
  const STANDING: readonly (readonly [string, GatewayFacts["servers"]])[] = [
    ["up", at("UP", "UP")],
    ["down", at("UP", "DOWN")],
    ["down", at("MAINT")],
    ["not there", []],
    ["not there", [{ group: "model-chat", host: "gpu-a", state: "UP", check: "L7OK" }]],
  ];

  test.each(STANDING)("is told as %s by audit", (saw, servers) => {
    const source = gatewayWishFor(pool("qwen3:4b"));
    const good = convergedGateway(source);
    const told = auditGateway(source, { ...good, servers: [...good.servers, ...servers] });
    expect(told.filter(({ field }) => field.startsWith("overflow"))).toEqual([
      { field: "overflow gpu-a", wanted: "up", saw, agrees: saw === "up" },
    ]);
  });

  test("that is asked first waits for no number of requests, and one that says nothing for four", () => {
    const [behind] = pool("qwen3:4b").gateways?.overflow ?? [];
    const text = OVERFLOW.replace("NAME", '"qwen3:4b"').replace("streams: 8", "streams: 8, first: true");
    const [first] = gatePool(["  members:", text]).gateways?.overflow ?? [];
    expect([behind?.above, first?.above]).toEqual([4, undefined]);
  });

  test("under another name than the one that clients write is refused, because nothing rewrites a body", () => {
    expect(() => gatewayWishFor(pool("Qwen/Qwen3-4B"))).toThrow(
      expect.objectContaining({ code: "overflow-renamed", exit: 65 }),
    );
  });
});

test("the way back is a reload of the last release that found its hosts, and none when there is none", () => {
  const old = "0".repeat(12);
  const steps = gatewayRetreat(wish, { ...good, good: old }, "no host answers").map(told);
  expect(steps).toEqual([
    `rollback release ${old}: owe_start; no host answers`,
    `rollback release ${old}: link_to; no host answers`,
    `rollback release ${old}: fit_admission; no host answers`,
    `rollback release ${old}: reload_gateway; no host answers`,
  ]);
  expect(gatewayRetreat(wish, good, "no host answers")).toEqual([]);
});

describe("a host that is sent nothing", () => {
  const steps = (state: string, check: string): readonly string[] => {
    const servers = good.servers.map((server) =>
      server.host === "mac-02" ? { ...server, state, check } : server,
    );
    return planGateway(wish, { ...good, servers }).steps.flatMap((step) =>
      step.kind === "hand" ? [`${step.subject}: ${step.todo}`] : [],
    );
  };

  test.each<readonly [string, string, string, readonly string[]]>([
    [
      "though its doors are open needs hands",
      "DRAIN",
      "L7OK",
      ["mac-02: when it shall serve, run `espalier undrain orchard --on mac-02`"],
    ],
    ["and refuses the probe is drained by hand", "DRAIN", "L7RSP", []],
    ["because it is down is left to its probe", "DOWN", "L4CON", []],
  ])("%s", (_, state, check, hands) => {
    expect(steps(state, check)).toEqual(hands);
  });
});

test("a host that the gateway does not see is a difference", () => {
  const servers = good.servers.map((server) => ({
    ...server,
    state: server.host === "mac-02" ? "DOWN" : "UP",
  }));
  expect(auditGateway(wish, { ...good, servers }).filter(({ agrees }) => !agrees)).toEqual([
    { field: "hosts of model-chat", wanted: "mac-01, mac-02", saw: "mac-01", agrees: false },
  ]);
});
