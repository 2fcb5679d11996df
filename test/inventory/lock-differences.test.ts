import { expect, test } from "vitest";
import { lockDifferences } from "../../src/inventory/lock-differences.ts";
import { lostHosts } from "../../src/inventory/lost-hosts.ts";
import { readPool } from "../../src/inventory/pool.ts";
import { digestOf } from "../../src/model/digest.ts";
import type { Lock } from "../../src/model/lock.ts";
import type { Artifact, ArtifactName, Catalogue, Pool } from "../../src/model/pool.ts";
import { accepted, catalogue, smallPool, smallText } from "./files.ts";
import { LADDER, smallLock, without } from "./locks.ts";

const OLLAMA = "ollama@0.35.1";

interface Moved {
  readonly pool?: Pool;
  readonly catalogue?: Catalogue;
  readonly lock?: Lock;
  readonly ladder?: string;
}

const differences = (moved: Moved) =>
  lockDifferences(
    moved.pool ?? smallPool(),
    moved.catalogue ?? catalogue,
    moved.lock ?? smallLock,
    moved.ladder ?? LADDER,
  );

const inCatalogue = (change: Partial<Artifact>): Catalogue => ({
  ...catalogue,
  [OLLAMA]: { ...(catalogue[OLLAMA] as Artifact), ...change },
});

/** The small pool without mac-02, which may be retired. */
function poolWithoutMac02(retired: string): Pool {
  const text = smallText.replace(/ {2}mac-02:[\s\S]*?(?=waves:)/, retired).replace(/\n.*name: rest.*/, "");
  return accepted(readPool(text, "small.yaml", catalogue));
}

const RETIRED = "retired:\n  mac-02: { address: 10.0.7.12, on: 2026-11-01, because: lease ended }\n";
const pin = smallLock.artifacts[OLLAMA as ArtifactName];
const insisted = digestOf("another build");
const other = digestOf("another model");

test.each<[string, Moved, readonly object[]]>([
  ["nothing", {}, []],
  [
    "another pool",
    { lock: { ...smallLock, pool: "grove" as Lock["pool"] } },
    [{ path: "pool", was: "grove", now: "orchard", why: "the lock belongs to another pool" }],
  ],
  [
    "another ladder",
    { ladder: other },
    [{ path: "ladder", was: LADDER, now: other, why: "this version of Espalier climbs another ladder" }],
  ],
  [
    "an artifact of another version",
    { pool: smallPool([OLLAMA, "ollama@0.34.4"]) },
    [
      {
        path: "artifacts.ollama@0.34.4",
        now: catalogue["ollama@0.34.4"]?.url,
        why: "ollama@0.34.4 is not pinned yet",
      },
      { path: `artifacts.${OLLAMA}`, was: pin?.sha256, why: `nothing in the pool uses ${OLLAMA} any more` },
    ],
  ],
  [
    "an artifact from elsewhere",
    { catalogue: inCatalogue({ url: "https://mirror.example.net/ollama.tgz" }) },
    [
      {
        path: `artifacts.${OLLAMA}.url`,
        was: pin?.url,
        now: "https://mirror.example.net/ollama.tgz",
        why: `the catalogue names another URL for ${OLLAMA}`,
      },
    ],
  ],
  [
    "an artifact with other bytes",
    { catalogue: inCatalogue({ sha256: insisted }) },
    [
      {
        path: `artifacts.${OLLAMA}.sha256`,
        was: pin?.sha256,
        now: insisted,
        why: `the catalogue insists on other bytes for ${OLLAMA}`,
      },
    ],
  ],
  [
    "a model with another tag",
    { pool: smallPool(["tag: 4b", "tag: 8b"]) },
    [
      {
        path: "models.chat",
        was: "https://registry.ollama.ai/library/qwen3:4b",
        now: "https://registry.ollama.ai/library/qwen3:8b",
        why: "the inventory asks for another model under the name chat",
      },
    ],
  ],
  [
    "a model with a digest of its own",
    { pool: smallPool(["    tag: 4b\n", `    tag: 4b\n    digest: ${other}\n`]) },
    [
      {
        path: "models.chat.manifest",
        was: smallLock.models["chat"]?.manifest,
        now: other,
        why: "the inventory insists on another digest for chat",
      },
    ],
  ],
  [
    "a model that is not pinned",
    { lock: { ...smallLock, models: {} } },
    [
      {
        path: "models.chat",
        now: "https://registry.ollama.ai/library/qwen3:4b",
        why: "chat is not pinned yet",
      },
    ],
  ],
  [
    "a model that left",
    {
      lock: {
        ...smallLock,
        models: { ...smallLock.models, old: smallLock.models["chat"] as Lock["models"][string] },
      },
    },
    [
      {
        path: "models.old",
        was: "https://registry.ollama.ai/library/qwen3:4b",
        why: "the pool has no model old any more",
      },
    ],
  ],
  [
    "a new host",
    { lock: { ...smallLock, hosts: without(smallLock.hosts, "mac-02") } },
    [{ path: "hosts.mac-02", now: "10.0.7.12", why: "mac-02 is not pinned yet" }],
  ],
  [
    "a host that vanished",
    { pool: poolWithoutMac02("") },
    [
      {
        path: "hosts.mac-02",
        was: "pinned",
        why: "mac-02 is gone from hosts without a word: add it under retired, so that it is drained and cleaned, or pin it under its new name",
      },
    ],
  ],
  ["a retired host that keeps its pin", { pool: poolWithoutMac02(RETIRED) }, []],
  [
    "a retired host without a pin",
    { pool: poolWithoutMac02(RETIRED), lock: { ...smallLock, hosts: without(smallLock.hosts, "mac-02") } },
    [],
  ],
])("%s", (_, moved, wanted) => {
  expect(differences(moved)).toEqual(wanted);
});

test("a host is lost when it is neither at work nor retired", () => {
  expect(lostHosts(poolWithoutMac02(""), smallLock)).toEqual(["mac-02"]);
  expect(lostHosts(poolWithoutMac02(RETIRED), smallLock)).toEqual([]);
  expect(lostHosts(smallPool(), smallLock)).toEqual([]);
});
