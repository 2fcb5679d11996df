/** A llama of two layers with weights of chance: small enough to make in a test, whole enough for every real engine. */
export const SHAPE = {
  layers: 2,
  width: 64,
  heads: 4,
  kvHeads: 2,
  feedForward: 128,
  context: 2048,
  epsilon: 1e-5,
} as const;

const HEAD = SHAPE.width / SHAPE.heads;
const KV = HEAD * SHAPE.kvHeads;

/** A matrix: `rows` outputs of `columns` inputs; one row is a vector. */
export interface Tensor {
  /** Name in a Hugging Face snapshot, and in a GGUF file. */
  readonly names: { readonly snapshot: string; readonly gguf: string };
  readonly rows: number;
  readonly columns: number;
  readonly data: Float32Array;
}

/** Numbers between -1 and 1 that depend on `seed` only (Marsaglia's xorshift). */
function numbers(seed: number): () => number {
  let state = (seed * 2_654_435_761) >>> 0 || 1;
  return () => {
    state ^= state << 13;
    state >>>= 0;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state / 2 ** 31 - 1;
  };
}

interface Place {
  readonly snapshot: string;
  readonly gguf: string;
  readonly rows: number;
  readonly columns: number;
}

const layer = (index: number): readonly Place[] => {
  const { width, feedForward } = SHAPE;
  const place = (snapshot: string, gguf: string, rows: number, columns: number): Place => ({
    snapshot: `model.layers.${index}.${snapshot}.weight`,
    gguf: `blk.${index}.${gguf}.weight`,
    rows,
    columns,
  });
  return [
    place("input_layernorm", "attn_norm", 1, width),
    place("self_attn.q_proj", "attn_q", width, width),
    place("self_attn.k_proj", "attn_k", KV, width),
    place("self_attn.v_proj", "attn_v", KV, width),
    place("self_attn.o_proj", "attn_output", width, width),
    place("post_attention_layernorm", "ffn_norm", 1, width),
    place("mlp.gate_proj", "ffn_gate", feedForward, width),
    place("mlp.up_proj", "ffn_up", feedForward, width),
    place("mlp.down_proj", "ffn_down", width, feedForward),
  ];
};

/** Norms are ones; the output speaks `mute` first tokens never, so that answers are words and do not end by chance. */
function filled({ snapshot, gguf, rows, columns }: Place, next: () => number, mute: number): Tensor {
  const isNorm = rows === 1;
  const silent = gguf === "output.weight" ? mute * columns : 0;
  const scale = gguf === "output.weight" ? 1 : 1 / Math.sqrt(columns);
  const data = Float32Array.from({ length: rows * columns }, (_, index) => {
    const value = next() * scale;
    if (isNorm) return 1;
    return index < silent ? 0 : value;
  });
  return { names: { snapshot, gguf }, rows, columns, data };
}

/** Every weight of the tiny llama for a vocabulary of `tokens`, of which the first `mute` are never said. */
export function weights(seed: number, tokens: number, mute: number): readonly Tensor[] {
  const { width, layers } = SHAPE;
  const next = numbers(seed);
  const ends: readonly Place[] = [
    { snapshot: "model.embed_tokens.weight", gguf: "token_embd.weight", rows: tokens, columns: width },
    { snapshot: "model.norm.weight", gguf: "output_norm.weight", rows: 1, columns: width },
    { snapshot: "lm_head.weight", gguf: "output.weight", rows: tokens, columns: width },
  ];
  const places = [...Array.from({ length: layers }, (_, index) => layer(index)).flat(), ...ends];
  return places.map((place) => filled(place, next, mute));
}
