import type { Bytes } from "./units.ts";

/** Layers of a model that keep keys and values of the same size. */
export interface AttentionGroup {
  readonly layers: number;
  readonly kvHeads: number;
  /** Numbers of one key, and of one value; a value of 0 is not kept. */
  readonly keyLength: number;
  readonly valueLength: number;
  /** Tokens that these layers look back at most; absent: all of them. */
  readonly window?: number;
}

/** How llama.cpp makes one vector of those of all tokens, in the order of its `llama_pooling_type`. */
export const POOLINGS = ["none", "mean", "cls", "last", "rank"] as const;

/** Those that make one vector of a text. */
export const VECTOR_POOLINGS = ["mean", "cls", "last"] as const;
export type VectorPooling = (typeof VECTOR_POOLINGS)[number];

/** What a header says of it: `untold` of a model that generates, and of some that embed. */
export type Pooling = (typeof POOLINGS)[number] | "untold";

/** What a model says of itself that decides how much memory it needs. It is read at `pin` and kept in the lock. */
export interface ModelShape {
  /** The header of a GGUF file, or the `config.json` of a snapshot. */
  readonly source: "gguf" | "config";
  /** `qwen3`, `gemma3`. */
  readonly architecture: string;
  /** Size of the files that hold weights. */
  readonly weights: Bytes;
  /** Tokens of the vocabulary. */
  readonly vocabulary?: number;
  /** Longest context it was trained on, tokens. */
  readonly context?: number;
  /** Absent: a snapshot does not tell, and locks of 2026-11-29 and before did not keep it. */
  readonly pooling?: Pooling;
  /** Bytes of one number where the engine keeps KV as the model computes: 4 for float32, else 2. */
  readonly numberBytes: number;
  /** Only layers that keep something; none for a model that only reads, as most that embed. */
  readonly attention: readonly AttentionGroup[];
}

/** What was read of a model, or why nothing was. */
export type ShapeReading =
  | { readonly kind: "read"; readonly shape: ModelShape }
  | { readonly kind: "unread"; readonly why: string };
