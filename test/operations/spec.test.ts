import { describe, expect, test } from "vitest";
import { digestOf, hexOf } from "../../src/model/digest.ts";
import type { Lock } from "../../src/model/lock.ts";
import type { Pool } from "../../src/model/pool.ts";
import { auditHost } from "../../src/operations/audit.ts";
import { currentDigest, currentPins } from "../../src/operations/current.ts";
import { hostInterest } from "../../src/operations/interest.ts";
import { poolSpecs } from "../../src/operations/spec.ts";
import { convergedFacts, lockFor, patched, wishFor } from "../fakes/wish.ts";
import { catalogue, smallPool } from "../inventory/files.ts";

const wish = wishFor();
const moved = (pool: Pool, lock?: Lock): readonly string[] => {
  const { pins } = wishFor(pool, undefined, lock).spec;
  return Object.keys(pins).filter((pin) => pins[pin] !== wish.spec.pins[pin]);
};

const chat = "    kvPerToken: 144 KiB\n";
const ladder = "runtime: node@20.20.2 }";

describe("what a change of the inventory moves", () => {
  test.each([
    ["another engine", ["ollama@0.35.1", "ollama@0.34.4"], ["engine.ollama"]],
    ["another slot", ["parallel: 4", "parallel: 5"], ["engine.ollama.settings", "proxy.settings"]],
    [
      "a variable of the engine",
      ["parallel: 4", "parallel: 4, environment: { TZ: UTC }"],
      ["engine.ollama.settings"],
    ],
    ["more streams of the ladder's lane", ["streams: 3", "streams: 2"], ["ladder.lane"]],
    ["another tag", ["tag: 4b", "tag: 8b"], ["model.chat", "proxy.settings"]],
    ["another rung", [ladder, "runtime: node@20.20.2, rungs: [1, 2, 4] }"], ["ladder.climb"]],
    ["another rule", ["errors == 0", "errors <= 1"], ["gates"]],
    [
      "another port of the host",
      ["labels: [canary]", "ports: { gateway: 8500 }\n    labels: [canary]"],
      ["proxy.settings"],
    ],
  ] as const)("%s moves these pins and no other", (_, exchange, pins) => {
    const pool = smallPool(exchange);
    expect(moved(pool)).toEqual(pins);
    expect(wishFor(pool).spec.digest).not.toBe(wish.spec.digest);
  });

  test.each([
    ["another key of a lane", ["id: web-1", "id: web-2"]],
    ["where the host is", ["address: 10.0.7.11", "address: 10.0.9.11"]],
    ["how to log in", ["user: llmops", "user: ops"]],
    ["where the ladder's key is kept", ["env:LADDER_KEY", "env:OTHER_KEY"]],
    ["the memory plan", [chat, "    kvPerToken: 100 KiB\n"]],
    [
      "a drained neighbour",
      ["labels: [canary]", "labels: [canary]\n    state: drained\n    because: a visit"],
    ],
    ["labels and waves", ["labels: [canary]", "labels: [canary, first]"]],
  ] as const)("%s moves nothing: the release and its proof stay", (_, exchange) => {
    expect(wishFor(smallPool(exchange)).spec.digest).toBe(wish.spec.digest);
  });
});

describe("what a change of the lock moves", () => {
  const lock = lockFor(wish.pool);
  const runtime = {
    ...lock.artifacts,
    "node@20.20.2": { url: "u", sha256: digestOf("other node"), bytes: 1 },
  };
  const os = { version: "26.2", build: "25C56", extra: "" };
  test.each([
    ["the ladder", { ladder: digestOf("other ladder") }, ["ladder"]],
    ["the runtime of the ladder", { artifacts: runtime }, ["ladder.runtime"]],
    ["the system", { hosts: { "mac-01": { hostKey: "ssh-ed25519 AAAA", os } } }, ["os"]],
  ] as const)("%s moves its pin, so that the host proves itself again", (_, change, pins) => {
    const other = { ...lock, ...change } as Lock;
    expect(moved(wish.pool, other)).toEqual(pins);
    expect(wishFor(wish.pool, undefined, other).spec.digest).not.toBe(wish.spec.digest);
  });

  test("a host key moves no release: it says who the machine is, not what it serves", () => {
    const pin = { hostKey: "ssh-ed25519 BBBB", os: { version: "26.1", build: "25B78", extra: "" } };
    expect(moved(wish.pool, { ...lock, hosts: { "mac-01": pin } } as Lock)).toEqual([]);
  });
});

test("release.json tells the pins and the digest that the host reports back", () => {
  const facts = convergedFacts(wish);
  expect(currentPins(facts)).toEqual(wish.spec.pins);
  expect(currentDigest(facts)).toBe(wish.spec.digest);
});

test.each([
  ["none", null],
  ["no JSON", "{"],
  ["JSON of something else", "[]"],
  ["no object at all", "null"],
])("a release.json that is %s tells no pins", (_, currentManifest) => {
  const facts = patched(convergedFacts(wish), { currentManifest });
  expect([currentPins(facts), currentDigest(facts)]).toEqual([{}, undefined]);
});

test("the specs of a pool come wave by wave", () => {
  const pool = smallPool();
  const waves = [
    { name: "second", hosts: pool.hosts.slice(1) },
    { name: "first", hosts: pool.hosts.slice(0, 1) },
  ];
  const specs = poolSpecs({ pool, lock: lockFor(pool), catalogue, ladder: "// ladder\n" }, waves);
  expect(specs.map(({ host, wave: name }) => `${name} ${host}`)).toEqual(["second mac-02", "first mac-01"]);
});

test("a host is asked about the ports it really uses", () => {
  const text = "labels: [canary]\n    ports: { ollama: 11500, metrics: 9500 }";
  const interest = hostInterest(wishFor(smallPool(["labels: [canary]", text])));
  expect(interest).toMatchObject({
    labels: ["com.espalier.ollama", "com.espalier.haproxy"],
    engines: { ollama: { kind: "ollama", port: 11500 } },
    metricsPort: 9500,
  });
});

describe("an audit", () => {
  const differing = (patch: unknown): readonly string[] =>
    auditHost(wish, patched(convergedFacts(wish), patch))
      .filter(({ agrees }) => !agrees)
      .map(({ field, wanted, saw }) => `${field}: ${wanted} / ${saw}`);
  const manifest = hexOf(wish.lock.models["chat"]?.manifest ?? digestOf("none")).slice(0, 12);

  test("of a host that has reached its wish agrees in every field", () => {
    expect(differing({})).toEqual([]);
    expect(auditHost(wish, convergedFacts(wish)).length).toBeGreaterThan(wish.spec.files.length);
  });

  test.each([
    [
      "an unknown system",
      { os: null },
      [
        "os: 26.1 25B78 / unknown",
        "qualification: stands / void: host.os changed from 26.1 25B78 to unknown",
      ],
    ],
    ["an edited file", { releaseFiles: { "haproxy.cfg": "00" } }, 1],
    ["a missing file", { releaseFiles: { "models.map": null } }, 1],
    ["a silent engine", { engineVersions: { ollama: null } }, ["engine ollama: 0.35.1 / no answer"]],
    [
      "an engine of another version",
      { engineVersions: { ollama: "0.9.9" } },
      ["engine ollama: 0.35.1 / 0.9.9"],
    ],
    [
      "a model that was never pulled",
      { manifests: { "registry.ollama.ai/library/qwen3/4b": null } },
      [`model library/qwen3:4b: ${manifest} / absent`],
    ],
    ["a closed door", { drained: true }, ["doors: open / closed"]],
    ["no proof", { good: null }, 1],
  ] as const)("tells %s", (_, patch, lines) => {
    const told = differing(patch);
    if (typeof lines === "number") expect(told).toHaveLength(lines);
    else expect(told).toEqual(lines);
  });

  test("a blob cut short is not whole", () => {
    const [blob] = Object.keys(convergedFacts(wish).blobs);
    expect(differing({ blobs: { [blob ?? ""]: 1 } })).toEqual([
      "blobs of library/qwen3:4b: 2 whole / 1 whole",
    ]);
  });
});
