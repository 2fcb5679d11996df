import type { Digest } from "./digest.ts";

/** What a proof stands on; a change of any of them voids it. `other` is what no rule knows: the full ladder. */
export const CAUSES = [
  "os",
  "hardware",
  "engine",
  "model",
  "proxy",
  "gpuMemory",
  "power",
  "ladder",
  "other",
] as const;
export type Cause = (typeof CAUSES)[number];

/** How much of the ladder is climbed: every rung, or the rungs of `ladder.reduced`. */
export type Extent = "full" | "reduced";

/** How much of the ladder a change asks for, by what changed. */
export type QualificationRules = Readonly<Record<Cause, Extent>>;

/** Under what a release was proven on a host; part of the host's result, and kept by the host. */
export interface Proof {
  readonly extent: Extent;
  readonly rungs: readonly number[];
  /** What the host itself was: its OS, chip, memory, GPU limit and power mode. */
  readonly conditions: Readonly<Record<string, string>>;
  /** Over pins and conditions: two proofs with one digest were given to the same thing. */
  readonly digest: Digest;
  /** The run of the last full climb on this host. */
  readonly full: string;
}

/** One thing that is no longer as it was when the release was proven. */
export interface Change {
  readonly cause: Cause;
  /** `engine.ollama`, `host.power`. */
  readonly what: string;
  readonly was?: string;
  readonly now?: string;
}
