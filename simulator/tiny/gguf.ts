import {
  type Entry,
  f32,
  ggufHead,
  integer,
  list,
  padded,
  TYPE,
  text,
  u32,
  u64,
  words,
} from "./gguf-format.ts";
import { SHAPE, type Tensor, weights } from "./shape.ts";

/** SentencePiece's kinds of tokens. */
const KIND = { normal: 1, unknown: 2, control: 3, byte: 6 } as const;

interface Token {
  readonly text: string;
  readonly kind: number;
}

const SPECIAL: readonly Token[] = [
  { text: "<unk>", kind: KIND.unknown },
  { text: "<s>", kind: KIND.control },
  { text: "</s>", kind: KIND.control },
];
/** Any text can be written with them, so that no vocabulary is needed. */
const BYTES: readonly Token[] = Array.from({ length: 256 }, (_, byte) => ({
  text: `<0x${byte.toString(16).toUpperCase().padStart(2, "0")}>`,
  kind: KIND.byte,
}));
const WORDS: readonly Token[] = Array.from({ length: 256 }, (_, index) => ({
  text: `▁w${index}`,
  kind: KIND.normal,
}));
const MUTE = SPECIAL.length + BYTES.length;
const TOKENS = [...SPECIAL, ...BYTES, ...WORDS];

const CHAT_TEMPLATE =
  "{% for message in messages %}{{ message['role'] + ': ' + message['content'] + '\\n' }}{% endfor %}";

const metadata = (): readonly Entry[] => [
  words("general.architecture", "llama"),
  words("general.name", "tiny"),
  integer("general.file_type", 0),
  integer("llama.context_length", SHAPE.context),
  integer("llama.embedding_length", SHAPE.width),
  integer("llama.block_count", SHAPE.layers),
  integer("llama.feed_forward_length", SHAPE.feedForward),
  integer("llama.attention.head_count", SHAPE.heads),
  integer("llama.attention.head_count_kv", SHAPE.kvHeads),
  integer("llama.rope.dimension_count", SHAPE.width / SHAPE.heads),
  ["llama.attention.layer_norm_rms_epsilon", TYPE.float32, f32(SHAPE.epsilon)],
  integer("llama.vocab_size", TOKENS.length),
  words("tokenizer.ggml.model", "llama"),
  list(
    "tokenizer.ggml.tokens",
    TYPE.string,
    TOKENS.map((token) => text(token.text)),
  ),
  list(
    "tokenizer.ggml.scores",
    TYPE.float32,
    TOKENS.map((_, index) => f32(-index)),
  ),
  list(
    "tokenizer.ggml.token_type",
    TYPE.int32,
    TOKENS.map(({ kind }) => u32(kind)),
  ),
  integer("tokenizer.ggml.unknown_token_id", 0),
  integer("tokenizer.ggml.bos_token_id", 1),
  integer("tokenizer.ggml.eos_token_id", 2),
  words("tokenizer.chat_template", CHAT_TEMPLATE),
];

const bytesOf = ({ data }: Tensor): Buffer =>
  padded(Buffer.from(data.buffer, data.byteOffset, data.byteLength));

/** Name, dimensions (the fastest first), type 0 for 32-bit floats, and where its bytes begin. */
const describe = ({ names, rows, columns }: Tensor, offset: number): Buffer =>
  Buffer.concat([
    text(names.gguf),
    u32(rows === 1 ? 1 : 2),
    u64(columns),
    ...(rows === 1 ? [] : [u64(rows)]),
    u32(0),
    u64(offset),
  ]);

/**
 * A whole GGUF 3 file: a llama with weights of chance and a vocabulary of bytes and words.
 * The format: ggml's docs/gguf.md.
 */
export function tinyGguf(seed: number): Buffer {
  const tensors = weights(seed, TOKENS.length, MUTE);
  let offset = 0;
  const described = tensors.map((tensor) => {
    const description = describe(tensor, offset);
    offset += bytesOf(tensor).length;
    return description;
  });
  return Buffer.concat([ggufHead(metadata(), described), ...tensors.map(bytesOf)]);
}
