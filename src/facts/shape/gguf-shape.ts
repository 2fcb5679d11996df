import { POOLINGS, type Pooling, type ShapeReading } from "../../model/shape.ts";
import { bytes } from "../../model/units.ts";
import type { GgufHeader, GgufValue } from "./gguf.ts";
import { grouped, type Layer } from "./groups.ts";

/**
 * Every how many layers one looks back without a window, where the file does not say: llama.cpp has these in its code
 * (`swa_period` and `set_swa_pattern` in src/models). For any other architecture no window is believed.
 */
const PERIODS: Readonly<Record<string, number>> = {
  gemma2: 2,
  gemma3: 6,
  gemma3n: 5,
  "gpt-oss": 2,
  cohere2: 4,
  exaone4: 4,
  olmo2: 4,
};

type Get = (key: string) => GgufValue | undefined;

const numberOf = (value: GgufValue | undefined): number | undefined =>
  typeof value === "number" ? value : undefined;

/** The value of a layer: one for all, or a list that begins anew when it ends. */
function perLayer(value: GgufValue | undefined, layer: number): number | undefined {
  if (!Array.isArray(value)) return numberOf(value);
  const item: unknown = value[layer % value.length];
  return typeof item === "boolean" ? Number(item) : typeof item === "number" ? item : undefined;
}

/** llama.cpp: of `period` layers in a row the last looks back without a window; 0 windows all. */
function isWindowed(get: Get, architecture: string, layer: number): boolean {
  const pattern = get("attention.sliding_window_pattern");
  if (Array.isArray(pattern)) return perLayer(pattern, layer) === 1;
  const period = numberOf(pattern) ?? PERIODS[architecture];
  return period !== undefined && (period === 0 || layer % period < period - 1);
}

/** A model of which only every n-th layer attends; the others keep a state of fixed size. */
function attends(get: Get, layer: number): boolean {
  const interval = numberOf(get("full_attention_interval"));
  return interval === undefined || interval === 0 || (layer + 1) % interval === 0;
}

function layerOf(get: Get, architecture: string, layer: number): Layer {
  const heads = perLayer(get("attention.head_count"), layer) ?? 0;
  const width = (numberOf(get("embedding_length")) ?? 0) / heads;
  const kvHeads = perLayer(get("attention.head_count_kv"), layer) ?? heads;
  if (!attends(get, layer) || kvHeads === 0) return undefined;
  const window = numberOf(get("attention.sliding_window")) ?? 0;
  const isShort = window > 0 && isWindowed(get, architecture, layer);
  const swa = isShort ? "_swa" : "";
  const length = (name: string): number =>
    numberOf(get(`attention.${name}_length${swa}`)) ?? numberOf(get(`attention.${name}_length`)) ?? width;
  // Latent attention: values are computed from the keys that are kept.
  const isLatent = get("attention.key_length_mla") !== undefined;
  const sizes = { kvHeads, keyLength: length("key"), valueLength: isLatent ? 0 : length("value") };
  return isShort ? { ...sizes, window } : sizes;
}

/** The size of the vocabulary: a key of its own, or the length of its list. */
function vocabularyOf(get: Get, { values }: GgufHeader): number | undefined {
  const tokens = values.get("tokenizer.ggml.tokens");
  const listed = typeof tokens === "object" && "count" in tokens ? tokens.count : undefined;
  return listed ?? numberOf(get("vocab_size"));
}

const poolingOf = (value: GgufValue | undefined): Pooling => POOLINGS[numberOf(value) ?? -1] ?? "untold";

/** The shape of a model by the header of its GGUF file; `weights` are the bytes of its files. */
export function ggufShape(header: GgufHeader, weights: number): ShapeReading {
  const architecture = header.values.get("general.architecture");
  if (typeof architecture !== "string") return { kind: "unread", why: "its header names no architecture" };
  const get: Get = (key) => header.values.get(`${architecture}.${key}`);
  const [blocks, heads] = [numberOf(get("block_count")), get("attention.head_count")];
  if (blocks === undefined || heads === undefined)
    return { kind: "unread", why: `its header names no ${architecture}.block_count or attention.head_count` };
  const keeping =
    get("attention.causal") === false ? 0 : blocks - (numberOf(get("attention.shared_kv_layers")) ?? 0);
  const layers = Array.from({ length: keeping }, (_, layer) => layerOf(get, architecture, layer));
  const [vocabulary, context] = [vocabularyOf(get, header), numberOf(get("context_length"))];
  const shape = {
    source: "gguf" as const,
    architecture,
    weights: bytes(weights),
    ...(vocabulary !== undefined && { vocabulary }),
    ...(context !== undefined && { context }),
    pooling: poolingOf(get("pooling_type")),
    numberBytes: 2,
    attention: grouped(layers),
  };
  return { kind: "read", shape };
}
