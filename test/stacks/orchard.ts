import { digestOf } from "../../src/model/digest.ts";
import type { ArtifactName, HostId, Pool, PoolId, SecretRef } from "../../src/model/pool.ts";
import { CAUSES } from "../../src/model/qualification.ts";
import type { HostSpec } from "../../src/model/spec.ts";
import { bytes, milliseconds } from "../../src/model/units.ts";
import type { PoolStackConfig } from "../../stacks/pool-stack.ts";
import { stackOptions } from "../../stacks/stack-options.ts";

const key = "file:~/.ssh/id_ed25519" as SecretRef;

const RULES = Object.fromEntries(CAUSES.map((cause) => [cause, "full"])) as Pool["qualification"];

const EMPTY: Omit<Pool, "id" | "hosts" | "retired" | "waves"> = {
  source: "inventory/pools/orchard.yaml",
  ssh: { user: "llmops", key, become: "sudo", connectTimeout: milliseconds(10_000) },
  engines: {},
  models: {},
  lanes: {},
  memory: { preset: "conservative" },
  supply: { seed: "none", keepFree: bytes(0), retire: "by-hand" },
  preparation: { fileVault: "off", operators: [], leave: {} },
  qualification: RULES,
  ladder: {
    reduced: [1],
    rungs: [1, 2, 4, 8],
    requests: 80,
    budget: 400,
    api: "openai-chat",
    promptTokens: 256,
    outputTokens: 32,
    model: "chat",
    lane: "interactive",
    key,
    runtime: "node@20.20.2" as ArtifactName,
    deadline: milliseconds(600_000),
  },
  gates: { rules: [] },
  gateway: {
    artifact: "haproxy@3.4.6" as ArtifactName,
    port: 8443,
    metricsPort: 9464,
    bind: "0.0.0.0",
    drain: milliseconds(60_000),
    bodyLimit: bytes(8 * 1024 ** 2),
  },
};

export interface OrchardWish {
  /** Wave name to hosts. */
  readonly waves: Readonly<Record<string, readonly string[]>>;
  readonly retired?: readonly string[];
  readonly renames?: PoolStackConfig["renames"];
  /** Pins of every host; `weights` by default. */
  readonly pins?: Readonly<Record<string, string>>;
  /** Further pins of one host. */
  readonly pinsOf?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly context?: Readonly<Record<string, unknown>>;
  readonly root?: string;
}

const ollama = { "engines.ollama": "ollama@0.35.1 sha256:0f1e" };

function spec(wave: string, host: string, wish: OrchardWish): HostSpec {
  const pins = { ...(wish.pins ?? ollama), ...wish.pinsOf?.[host] };
  return {
    host: host as HostId,
    wave,
    digest: digestOf(JSON.stringify([host, pins])),
    admission: digestOf("keys and lanes"),
    pins,
    files: [],
  };
}

/** All that the stack of a small pool is made of. */
export function orchard(wish: OrchardWish): PoolStackConfig {
  const waves = Object.entries(wish.waves).map(([name, hosts]) => ({ name, hosts }));
  const retired = (wish.retired ?? []).map((id) => ({
    id: id as HostId,
    address: "10.0.7.10",
    port: 22,
    root: "/",
    on: "2026-11-01",
    because: "lease ended",
  }));
  return {
    pool: { ...EMPTY, id: "orchard" as PoolId, hosts: [], retired, waves: [] },
    gateways: [],
    renames: wish.renames ?? [],
    specs: waves.flatMap(({ name, hosts }) => hosts.map((host) => spec(name, host, wish))),
    waves,
    options: stackOptions(wish.context ?? {}, { inventory: "inventory", root: wish.root ?? "../../.." }),
  };
}
