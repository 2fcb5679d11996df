import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { ggufKeys } from "./gguf-keys.ts";

/** What a model takes in memory, by its own files. */
export interface Held {
  /** Weights, and the room in which one batch is computed, bytes. */
  readonly fixed: number;
  /** Keys and values of one token, bytes. */
  readonly perToken: number;
  /** Longest context it was trained on, tokens. */
  readonly context: number;
}

/** Tokens of one batch: a score of 4 bytes for each of the vocabulary, for each of them. */
const BATCH = 512;
const SCORE = 4;

interface Sizes {
  readonly weights: number;
  readonly layers: number;
  readonly kvHeads: number;
  readonly head: number;
  readonly vocabulary: number;
  readonly context: number;
  /** Tokens of one batch. */
  readonly batch?: number;
}

const heldBy = (
  { weights, layers, kvHeads, head, vocabulary, context, batch = BATCH }: Sizes,
  number: number,
): Held => ({
  fixed: weights + vocabulary * batch * SCORE,
  perToken: layers * kvHeads * 2 * head * number,
  context,
});

const NOTHING = {
  weights: 0,
  layers: 0,
  kvHeads: 0,
  head: 0,
  vocabulary: 0,
  context: Number.POSITIVE_INFINITY,
};

/** Bytes of a number of KV by llama.cpp's name for it. */
const NUMBERS: Readonly<Record<string, number>> = { f32: 4, f16: 2, bf16: 2, q8_0: 34 / 32, q4_0: 18 / 32 };

/** What llama.cpp takes for a GGUF file whose KV is kept as `type`, with batches of that many tokens. */
export function heldByGguf(path: string, type = "f16", batch = BATCH): Held {
  const keys = ggufKeys(path);
  const of = (key: string): number | undefined => {
    const value = keys.get(`${keys.get("general.architecture")}.${key}`);
    return typeof value === "number" ? value : undefined;
  };
  const heads = of("attention.head_count") ?? 1;
  const tokens = keys.get("tokenizer.ggml.tokens");
  const sizes = {
    weights: statSync(path).size,
    layers: of("block_count") ?? 0,
    kvHeads: of("attention.causal") === 0 ? 0 : (of("attention.head_count_kv") ?? heads),
    head: of("attention.key_length") ?? (of("embedding_length") ?? 0) / heads,
    vocabulary: typeof tokens === "number" ? tokens : (of("vocab_size") ?? 0),
    context: of("context_length") ?? Number.POSITIVE_INFINITY,
    batch,
  };
  return heldBy(sizes, NUMBERS[type] ?? 2);
}

/** What MLX takes for a model by its `config.json`. */
export function heldByConfig(path: string, weights: number): Held {
  if (!existsSync(path)) return heldBy({ ...NOTHING, weights }, 2);
  const config = JSON.parse(readFileSync(path, "utf8")) as Readonly<Record<string, unknown>>;
  const of = (key: string): number => (typeof config[key] === "number" ? config[key] : 0);
  const heads = of("num_attention_heads") || 1;
  const sizes = {
    weights,
    layers: of("num_hidden_layers"),
    kvHeads: of("num_key_value_heads") || heads,
    head: of("head_dim") || of("hidden_size") / heads,
    vocabulary: of("vocab_size"),
    context: of("max_position_embeddings") || Number.POSITIVE_INFINITY,
  };
  return heldBy(sizes, config["torch_dtype"] === "float32" ? 4 : 2);
}

/** What MLX takes for a snapshot. */
export function heldBySnapshot(directory: string): Held {
  const weights = readdirSync(directory)
    .filter((name) => name.endsWith(".safetensors"))
    .reduce((sum, name) => sum + statSync(join(directory, name)).size, 0);
  return heldByConfig(join(directory, "config.json"), weights);
}
