import type { ArtifactName } from "./pool.ts";
import type { Bytes, Milliseconds } from "./units.ts";

/** How llama.cpp keeps one number of its KV. */
export const KV_CACHE_TYPES = ["f16", "q8_0", "q4_0"] as const;
export type KvCacheType = (typeof KV_CACHE_TYPES)[number];

/** What every inference server that launchd keeps running has. */
interface Server {
  readonly name: string;
  /** A name in `inventory/artifacts.yaml`, for example `ollama@0.35.1`. */
  readonly artifact: ArtifactName;
  /** Loopback only. */
  readonly port: number;
  /** Where its successor is started while it serves; absent: it changes behind closed doors. */
  readonly standby?: number;
  /** Streams computed at once per loaded model. */
  readonly parallel: number;
  /** Tokens of context per slot. */
  readonly contextLength: number;
  /** Further variables, for example `GGML_METAL_TENSOR_DISABLE`. */
  readonly environment: Readonly<Record<string, string>>;
  /** How long the first generated token may take after a start. */
  readonly healthDeadline: Milliseconds;
  /** The most it may be planned to hold on one host. */
  readonly budget?: Bytes;
}

export interface OllamaEngine extends Server {
  readonly kind: "ollama";
  /** `-1` keeps models for ever. */
  readonly keepAlive: string;
  readonly maxLoadedModels: number;
  /** Prompts that each loaded model keeps in memory beside its slots. */
  readonly promptCache: Bytes;
  readonly kvCacheType: KvCacheType;
}

/** llama.cpp's server: one GGUF file per instance. */
export interface LlamaServerEngine extends Server {
  readonly kind: "llama-server";
  /** Prompts kept in memory beside the slots. */
  readonly promptCache: Bytes;
  readonly kvCacheType: KvCacheType;
}

/** `mlx_lm.server`: one snapshot directory per instance, requests in one batch. */
export interface MlxLmEngine extends Server {
  readonly kind: "mlx-lm";
  readonly promptCache: Bytes;
}

/** LM Studio without its window: llmster, driven by `lms`. */
export interface LmStudioEngine extends Server {
  readonly kind: "lm-studio";
  /** What `lms runtime ls` must show, as `name@version`: LM Studio updates these apart from itself. */
  readonly runtimes: readonly string[];
}

export type Engine = OllamaEngine | LlamaServerEngine | MlxLmEngine | LmStudioEngine;
export type EngineKind = Engine["kind"];
