import type { Digest } from "./digest.ts";
import type { ArtifactName, PoolId } from "./pool.ts";

/** `ProductVersion`, `BuildVersion`, `ProductVersionExtra` (empty when there is none). */
export interface OsTriple {
  readonly version: string;
  readonly build: string;
  readonly extra: string;
}

export interface ArtifactPin {
  readonly url: string;
  readonly sha256: Digest;
  readonly bytes: number;
}

export interface ModelPin {
  readonly registry: string;
  readonly repository: string;
  readonly tag: string;
  /** sha256 of the manifest bytes as the registry served them: what Ollama calls the model's digest. */
  readonly manifest: Digest;
  /** Every blob the manifest names, config first, with its size in bytes. */
  readonly layers: readonly { readonly digest: Digest; readonly bytes: number }[];
}

export interface HostPin {
  /** `ssh-ed25519 AAAA...`, as in known_hosts. */
  readonly hostKey: string;
  readonly os: OsTriple;
}

/** `inventory/locks/<pool>.lock.yaml`: the exact value of everything that can move. */
export interface Lock {
  readonly pool: PoolId;
  /** sha256 of the bundled ladder: the ladder revision. */
  readonly ladder: Digest;
  readonly artifacts: Readonly<Record<ArtifactName, ArtifactPin>>;
  readonly models: Readonly<Record<string, ModelPin>>;
  readonly hosts: Readonly<Record<string, HostPin>>;
}

/** One pin that differs between two locks, or between a lock and the inventory. */
export interface PinChange {
  /** `models.chat.manifest`, `hosts.mac-01.os`. */
  readonly path: string;
  readonly was?: string;
  readonly now?: string;
  readonly why: string;
}
