import type { Bytes } from "./units.ts";

/** Who wants that a model stays on a host: the lock, or a release that the host can go back to. */
export type Wanter = "pin" | "current" | "good" | "previous";

/** A model on the disk of a host: everything that one manifest names. */
export interface HeldModel {
  /** As the lock or a release calls it, or its tag; absent when nothing on the host tells. */
  readonly name?: string;
  /** sha256 of the manifest, hex. */
  readonly manifest: string;
  /** Hex digests of its blobs. */
  readonly blobs: readonly string[];
  /** What its blobs take on the disk, whoever shares them. */
  readonly bytes: Bytes;
  /** What the disk gains when it goes: the blobs that no other manifest names, and no pin of the lock. */
  readonly own: Bytes;
  /** Brought by Espalier; what somebody else has pulled is told, and never touched. */
  readonly ours: boolean;
  readonly wanted: readonly Wanter[];
  /** Engines that say they have it in memory. */
  readonly loadedBy: readonly string[];
}

/** The models on one host. */
export interface HostHoldings {
  readonly host: string;
  readonly models: readonly HeldModel[];
  /** Bytes that `models retire` would free. */
  readonly unwanted: Bytes;
  /** Engines that answer and do not tell what they have in memory. */
  readonly silent: readonly string[];
  readonly diskFree?: Bytes;
}
