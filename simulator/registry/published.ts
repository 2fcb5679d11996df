import { createHash } from "node:crypto";
import { boolean, ggufHead, integer, words } from "../tiny/gguf-format.ts";

/** Layers and heads of a model, as its publisher names them. */
export interface Published {
  readonly family: string;
  readonly layers: number;
  readonly width: number;
  readonly heads: number;
  readonly kvHeads: number;
  readonly head: number;
  readonly vocabulary: number;
  readonly context: number;
  /** Of a model that embeds: how it makes one vector of a text (1 mean, 2 of the first token, 3 of the last). */
  readonly pooling?: number;
  /** False of one that reads texts from both ends and keeps nothing. */
  readonly isCausal?: boolean;
}

/** Bytes of noise that stand for the weights: downloads take no time, and are as large as they say. */
const WEIGHTS_SIZE = 256 * 1024;

/** Bytes that depend on `seed` only. */
function seeded(seed: string, size: number): Buffer {
  const parts: Buffer[] = [];
  for (let count = 0; parts.length * 32 < size; count += 1) {
    parts.push(createHash("sha256").update(`${seed}/${count}`).digest());
  }
  return Buffer.concat(parts).subarray(0, size);
}

export const noise = (seed: string): Buffer => seeded(seed, WEIGHTS_SIZE);

/** A file that says of itself what the real one says, and holds noise where that one holds weights. */
export function publishedGguf(model: Published, seed: string): Buffer {
  const { family, layers, width, heads, kvHeads, head, vocabulary, context, pooling, isCausal } = model;
  const entries = [
    words("general.architecture", family),
    integer(`${family}.block_count`, layers),
    integer(`${family}.context_length`, context),
    integer(`${family}.embedding_length`, width),
    integer(`${family}.attention.head_count`, heads),
    integer(`${family}.attention.head_count_kv`, kvHeads),
    integer(`${family}.attention.key_length`, head),
    integer(`${family}.attention.value_length`, head),
    integer(`${family}.vocab_size`, vocabulary),
    ...(pooling === undefined ? [] : [integer(`${family}.pooling_type`, pooling)]),
    ...(isCausal === false ? [boolean(`${family}.attention.causal`, false)] : []),
  ];
  return Buffer.concat([ggufHead(entries, []), noise(seed)]);
}

/** The same in the words of a snapshot. */
export const publishedConfig = (model: Published): Buffer =>
  Buffer.from(
    JSON.stringify({
      model_type: model.family,
      num_hidden_layers: model.layers,
      hidden_size: model.width,
      num_attention_heads: model.heads,
      num_key_value_heads: model.kvHeads,
      head_dim: model.head,
      vocab_size: model.vocabulary,
      max_position_embeddings: model.context,
      torch_dtype: "bfloat16",
    }),
  );
