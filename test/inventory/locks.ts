import { type Digest, digestOf } from "../../src/model/digest.ts";
import type { Lock } from "../../src/model/lock.ts";
import type { ArtifactName, PoolId } from "../../src/model/pool.ts";
import { catalogue, smallPool } from "./files.ts";

export const LADDER: Digest = digestOf("the ladder");

const artifactPin = (name: string) => ({
  url: catalogue[name]?.url ?? "",
  sha256: catalogue[name]?.sha256 ?? digestOf(name),
  bytes: name.length,
});

const hostPin = (name: string) => ({
  hostKey: `ssh-ed25519 AAAA${name}`,
  os: { version: "26.1", build: "25B78", extra: "" },
});

const artifact = (name: string) => [name as ArtifactName, artifactPin(name)] as const;

/** The lock that `espalier pin` would write for the small pool. */
export const smallLock: Lock = {
  pool: "orchard" as PoolId,
  ladder: LADDER,
  artifacts: Object.fromEntries(["ollama@0.35.1", "node@20.20.2", "haproxy@3.4.6"].map(artifact)),
  models: {
    chat: {
      registry: "https://registry.ollama.ai",
      repository: "library/qwen3",
      tag: "4b",
      manifest: digestOf("manifest"),
      layers: [
        { digest: digestOf("config"), bytes: 485 },
        { digest: digestOf("weights"), bytes: 2_500_000_000 },
      ],
    },
  },
  hosts: Object.fromEntries(smallPool().hosts.map(({ id }) => [id, hostPin(id)])),
};

/** The same lock without one entry. */
export const without = <T>(map: Readonly<Record<string, T>>, name: string): Record<string, T> =>
  Object.fromEntries(Object.entries(map).filter(([key]) => key !== name));
