import { SHAPE, type Tensor, weights } from "./shape.ts";

/** Path -> bytes. */
export type Files = Readonly<Record<string, Buffer>>;

const SPECIAL = ["<unk>", "<s>", "</s>"];

/** GPT-2's alphabet: every byte as a letter that can be printed. */
function letters(): readonly string[] {
  const printable = (byte: number): boolean =>
    (byte >= 33 && byte <= 126) || (byte >= 161 && byte <= 172) || byte >= 174;
  let next = 256;
  return Array.from({ length: 256 }, (_, byte) => {
    if (printable(byte)) return String.fromCodePoint(byte);
    next += 1;
    return String.fromCodePoint(next - 1);
  });
}

/** Bytes beyond ASCII are never said: half of a letter is no text. Printable ASCII is. */
const vocabulary = (): readonly string[] => {
  const all = letters();
  const ascii = all.filter((_, byte) => byte >= 32 && byte < 127);
  return [...SPECIAL, ...all.filter((letter) => !ascii.includes(letter)), ...ascii];
};

const TOKENS = vocabulary();
const MUTE = TOKENS.length - 95;

const tokenizer = (): object => ({
  version: "1.0",
  added_tokens: SPECIAL.map((content, id) => ({
    id,
    content,
    special: true,
    single_word: false,
    lstrip: false,
    rstrip: false,
    normalized: false,
  })),
  normalizer: null,
  pre_tokenizer: { type: "ByteLevel", add_prefix_space: false, trim_offsets: true, use_regex: true },
  post_processor: null,
  decoder: { type: "ByteLevel", add_prefix_space: true, trim_offsets: true, use_regex: true },
  model: {
    type: "BPE",
    unk_token: "<unk>",
    fuse_unk: false,
    byte_fallback: false,
    vocab: Object.fromEntries(TOKENS.map((token, id) => [token, id])),
    merges: [],
  },
});

const CONFIG = {
  architectures: ["LlamaForCausalLM"],
  model_type: "llama",
  hidden_size: SHAPE.width,
  intermediate_size: SHAPE.feedForward,
  num_hidden_layers: SHAPE.layers,
  num_attention_heads: SHAPE.heads,
  num_key_value_heads: SHAPE.kvHeads,
  max_position_embeddings: SHAPE.context,
  rms_norm_eps: SHAPE.epsilon,
  rope_theta: 10_000,
  tie_word_embeddings: false,
  vocab_size: TOKENS.length,
  bos_token_id: 1,
  eos_token_id: 2,
  torch_dtype: "float32",
};

const TOKENIZER_CONFIG = {
  tokenizer_class: "PreTrainedTokenizerFast",
  bos_token: "<s>",
  eos_token: "</s>",
  unk_token: "<unk>",
  model_max_length: SHAPE.context,
  chat_template:
    "{% for message in messages %}{{ message['role'] + ': ' + message['content'] + '\\n' }}{% endfor %}",
};

/** The length of the header, the header as JSON, and the numbers one after the other. */
function safetensors(tensors: readonly Tensor[]): Buffer {
  let offset = 0;
  const entries = tensors.map(({ names, rows, columns, data }) => {
    const begin = offset;
    offset += data.byteLength;
    const shape = rows === 1 ? [columns] : [rows, columns];
    return [names.snapshot, { dtype: "F32", shape, data_offsets: [begin, offset] }] as const;
  });
  const header = Buffer.from(
    JSON.stringify({ __metadata__: { format: "mlx" }, ...Object.fromEntries(entries) }),
  );
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  const numbers = tensors.map(({ data }) => Buffer.from(data.buffer, data.byteOffset, data.byteLength));
  return Buffer.concat([length, header, ...numbers]);
}

const json = (value: object): Buffer => Buffer.from(`${JSON.stringify(value, undefined, 2)}\n`);

/** A whole Hugging Face snapshot that mlx_lm loads: a llama with weights of chance. */
export const tinySnapshot = (seed: number): Files => ({
  "config.json": json(CONFIG),
  "model.safetensors": safetensors(weights(seed, TOKENS.length, MUTE)),
  "tokenizer.json": json(tokenizer()),
  "tokenizer_config.json": json(TOKENIZER_CONFIG),
});
