import { expect, test } from "vitest";
import { configShape } from "../../../src/facts/shape/config-shape.ts";
import { readGguf } from "../../../src/facts/shape/gguf.ts";
import { ggufShape } from "../../../src/facts/shape/gguf-shape.ts";
import type { ShapeReading } from "../../../src/model/shape.ts";
import { gguf, type Typed } from "../../fakes/gguf.ts";

type Keys = Readonly<Record<string, number | boolean | readonly number[] | readonly boolean[]>>;

function typed(value: Keys[string]): Typed {
  if (typeof value === "number") return { u32: value };
  if (typeof value === "boolean") return { bool: value };
  return typeof value[0] === "boolean" ? { bools: value as boolean[] } : { u32s: value as number[] };
}

/** The shape of a file of that architecture with these keys. */
function ofFile(architecture: string, keys: Keys): ShapeReading {
  const entries = Object.entries(keys).map(
    ([key, value]) => [`${architecture}.${key}`, typed(value)] as const,
  );
  const data = gguf({ "general.architecture": { text: architecture }, ...Object.fromEntries(entries) });
  return ggufShape(readGguf(data), 1000);
}

const groupsOf = (reading: ShapeReading): unknown =>
  reading.kind === "read" ? reading.shape.attention : reading.why;

/** As the published files have them. */
const QWEN3 = {
  block_count: 36,
  context_length: 40_960,
  embedding_length: 2560,
  "attention.head_count": 32,
  "attention.head_count_kv": 8,
  "attention.key_length": 128,
  "attention.value_length": 128,
};
const GEMMA3 = {
  block_count: 48,
  embedding_length: 3840,
  "attention.head_count": 16,
  "attention.head_count_kv": 8,
  "attention.key_length": 256,
  "attention.value_length": 256,
  "attention.sliding_window": 1024,
};
const GPT_OSS = {
  block_count: 24,
  embedding_length: 2880,
  "attention.head_count": 64,
  "attention.head_count_kv": 8,
  "attention.key_length": 64,
  "attention.value_length": 64,
  "attention.sliding_window": 128,
};
const LLAMA = { block_count: 2, embedding_length: 64, "attention.head_count": 4 };

test.each<readonly [string, string, Keys, readonly object[]]>([
  [
    "groups of query heads share keys",
    "qwen3",
    QWEN3,
    [{ layers: 36, kvHeads: 8, keyLength: 128, valueLength: 128 }],
  ],
  [
    "what is left out follows from the width, and every head has keys",
    "llama",
    LLAMA,
    [{ layers: 2, kvHeads: 4, keyLength: 16, valueLength: 16 }],
  ],
  [
    "five of six layers of Gemma 3 look back through a window",
    "gemma3",
    GEMMA3,
    [
      { layers: 40, kvHeads: 8, keyLength: 256, valueLength: 256, window: 1024 },
      { layers: 8, kvHeads: 8, keyLength: 256, valueLength: 256 },
    ],
  ],
  [
    "every other layer of gpt-oss does",
    "gpt-oss",
    GPT_OSS,
    [
      { layers: 12, kvHeads: 8, keyLength: 64, valueLength: 64, window: 128 },
      { layers: 12, kvHeads: 8, keyLength: 64, valueLength: 64 },
    ],
  ],
  [
    "a list of the file says which",
    "novel",
    {
      ...LLAMA,
      block_count: 3,
      "attention.sliding_window": 8,
      "attention.sliding_window_pattern": [true, true, false],
    },
    [
      { layers: 2, kvHeads: 4, keyLength: 16, valueLength: 16, window: 8 },
      { layers: 1, kvHeads: 4, keyLength: 16, valueLength: 16 },
    ],
  ],
  [
    "a window of which nobody says where it is, is not believed",
    "novel",
    { ...LLAMA, "attention.sliding_window": 8 },
    [{ layers: 2, kvHeads: 4, keyLength: 16, valueLength: 16 }],
  ],
  [
    "layers without key heads keep nothing",
    "hybrid",
    { ...LLAMA, block_count: 4, "attention.head_count_kv": [0, 2, 0, 2] },
    [{ layers: 2, kvHeads: 2, keyLength: 16, valueLength: 16 }],
  ],
  [
    "only every fourth layer attends",
    "qwen3next",
    { ...LLAMA, block_count: 8, full_attention_interval: 4 },
    [{ layers: 2, kvHeads: 4, keyLength: 16, valueLength: 16 }],
  ],
  [
    "the last layers use what the others keep",
    "gemma3n",
    { ...LLAMA, block_count: 6, "attention.shared_kv_layers": 2 },
    [{ layers: 4, kvHeads: 4, keyLength: 16, valueLength: 16 }],
  ],
  [
    "latent attention keeps no values",
    "deepseek2",
    {
      block_count: 27,
      embedding_length: 2048,
      "attention.head_count": 16,
      "attention.head_count_kv": 1,
      "attention.key_length": 576,
      "attention.value_length": 512,
      "attention.key_length_mla": 192,
    },
    [{ layers: 27, kvHeads: 1, keyLength: 576, valueLength: 0 }],
  ],
  ["a model that only embeds keeps nothing", "nomic-bert", { ...LLAMA, "attention.causal": false }, []],
])("GGUF: %s", (_, architecture, keys, groups) => {
  expect(groupsOf(ofFile(architecture, keys))).toEqual(groups);
});

test("GGUF: vocabulary, context and weights are kept beside the layers", () => {
  const data = gguf({
    "general.architecture": { text: "qwen3" },
    ...Object.fromEntries(Object.entries(QWEN3).map(([key, value]) => [`qwen3.${key}`, typed(value)])),
    "tokenizer.ggml.tokens": { texts: ["a", "b", "c"] },
  });
  expect(ggufShape(readGguf(data), 77)).toMatchObject({
    kind: "read",
    shape: {
      source: "gguf",
      architecture: "qwen3",
      vocabulary: 3,
      context: 40_960,
      weights: 77,
      numberBytes: 2,
    },
  });
});

test.each([
  [{}, "untold"],
  [{ pooling_type: 0 }, "none"],
  [{ pooling_type: 1 }, "mean"],
  [{ pooling_type: 3 }, "last"],
  [{ pooling_type: 4 }, "rank"],
  [{ pooling_type: 9 }, "untold"],
])("GGUF: %o is pooling %s", (keys: Keys, pooling) => {
  expect(ofFile("qwen3", { ...LLAMA, ...keys })).toMatchObject({ kind: "read", shape: { pooling } });
});

test.each([
  ["no architecture", gguf({ other: { u32: 1 } }), "names no architecture"],
  ["no layers", gguf({ "general.architecture": { text: "x" } }), "no x.block_count"],
])("GGUF: with %s nothing is claimed", (_, data, said) => {
  expect(ggufShape(readGguf(data), 1)).toEqual({ kind: "unread", why: expect.stringContaining(said) });
});

const CONFIG = {
  model_type: "qwen3",
  num_hidden_layers: 4,
  num_attention_heads: 8,
  num_key_value_heads: 2,
  head_dim: 128,
  hidden_size: 512,
  vocab_size: 151_936,
  torch_dtype: "bfloat16",
};

test.each<readonly [string, object, readonly object[]]>([
  ["a plain model", {}, [{ layers: 4, kvHeads: 2, keyLength: 128, valueLength: 128 }]],
  [
    "a head's size follows from the width",
    { head_dim: undefined, num_key_value_heads: undefined },
    [{ layers: 4, kvHeads: 8, keyLength: 64, valueLength: 64 }],
  ],
  [
    "each layer says what it is",
    {
      sliding_window: 32,
      layer_types: ["sliding_attention", "full_attention", "linear_attention", "sliding_attention"],
    },
    [
      { layers: 2, kvHeads: 2, keyLength: 128, valueLength: 128, window: 32 },
      { layers: 1, kvHeads: 2, keyLength: 128, valueLength: 128 },
    ],
  ],
  [
    "a period says it",
    { sliding_window: 32, sliding_window_pattern: 2 },
    [
      { layers: 2, kvHeads: 2, keyLength: 128, valueLength: 128, window: 32 },
      { layers: 2, kvHeads: 2, keyLength: 128, valueLength: 128 },
    ],
  ],
  [
    "a window that no layer is said to have is not believed",
    { sliding_window: 32 },
    [{ layers: 4, kvHeads: 2, keyLength: 128, valueLength: 128 }],
  ],
])("config.json: %s", (_, more, groups) => {
  expect(groupsOf(configShape(JSON.stringify({ ...CONFIG, ...more }), 1))).toEqual(groups);
});

test("config.json: a model that also sees keeps what concerns words one level down", () => {
  const text = JSON.stringify({ model_type: "gemma3", text_config: { ...CONFIG, torch_dtype: "float32" } });
  expect(configShape(text, 9)).toMatchObject({ kind: "read", shape: { weights: 9, numberBytes: 4 } });
});

test.each([
  ["no JSON", "{", "no JSON object"],
  ["a list", "[]", "no JSON object"],
  ["no layers", "{}", "num_hidden_layers"],
  ["latent attention", JSON.stringify({ ...CONFIG, kv_lora_rank: 512 }), "kv_lora_rank"],
])("config.json: of %s nothing is claimed", (_, text, said) => {
  expect(configShape(text, 1)).toEqual({ kind: "unread", why: expect.stringContaining(said) });
});
