import { type Digest, hexOf } from "./digest.ts";
import type { ArtifactName, PoolId } from "./pool.ts";
import type { ModelShape } from "./shape.ts";

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

/** One blob of a model; a file of a hub has its path in the repository. */
export interface BlobPin {
  readonly digest: Digest;
  readonly bytes: number;
  readonly path?: string;
}

interface ManifestPin {
  readonly repository: string;
  /** What names the model's bytes as a whole. */
  readonly manifest: Digest;
  /** Every blob the manifest names, with its size in bytes. */
  readonly layers: readonly BlobPin[];
  /** What the model says of itself; absent when it could not be read, and `shapeUnread` says why. */
  readonly shape?: ModelShape;
  readonly shapeUnread?: string;
}

/** The manifest is the registry's own, config first: its sha256 is what Ollama calls the model's digest. */
export interface RegistryPin extends ManifestPin {
  readonly registry: string;
  readonly tag: string;
}

/** A hub has no manifest: it is the list of `<sha256>  <path>` lines, sorted by path, as `shasum -c` reads it. */
export interface HubPin extends ManifestPin {
  readonly hub: string;
  /** The branch or tag that named the commit when it was pinned. */
  readonly revision: string;
  readonly file?: string;
  /** 40 hex. */
  readonly commit: string;
}

export type ModelPin = RegistryPin | HubPin;

export const isHubPin = (pin: ModelPin): pin is HubPin => "hub" in pin;

/** How people are told of a pinned model: `library/qwen3:4b`, `qwen/qwen3-4b-gguf@1a2b3c4`. */
export const pinName = (pin: ModelPin): string =>
  isHubPin(pin) ? `${pin.repository}@${pin.commit.slice(0, 7)}` : `${pin.repository}:${pin.tag}`;

/** The manifest of a hub's files: one line for each, in the order of their paths. */
export const hubManifest = (layers: readonly BlobPin[]): string =>
  [...layers]
    .sort((a, b) => ((a.path ?? "") < (b.path ?? "") ? -1 : 1))
    .map(({ digest, path }) => `${hexOf(digest)}  ${path}\n`)
    .join("");

export interface HostPin {
  /** `ssh-ed25519 AAAA...`, as in known_hosts. */
  readonly hostKey: string;
  readonly os: OsTriple;
  /** Names that the host had before, oldest first; Terraform's state may know it by them. */
  readonly was?: readonly string[];
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
