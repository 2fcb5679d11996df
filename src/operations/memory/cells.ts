import type { Engine } from "../../model/engine.ts";
import type { AttentionGroup, ModelShape } from "../../model/shape.ts";

/** llama.cpp and MLX take room for tokens in steps of this many. */
const STEP = 256;
/** Tokens of one batch; llama.cpp keeps them beside the window. */
export const BATCH = 512;

const stepped = (tokens: number): number => Math.ceil(tokens / STEP) * STEP;

/** MLX computes a model that comes as safetensors; llama.cpp one that comes as GGUF. */
export const isMlx = ({ kind }: Engine, { source }: ModelShape): boolean =>
  kind === "mlx-lm" || source === "config";

/** Ollama gives one slot to a model whose file is for vectors (server/sched.go). */
const isSerial = ({ kind }: Engine, { pooling = "untold" }: ModelShape): boolean =>
  kind === "ollama" && pooling !== "untold";

/**
 * Streams whose context is kept at once. LM Studio's and Ollama's MLX runners take one request after the other, whatever
 * `parallel` says.
 */
export const streamsOf = (engine: Engine, shape: ModelShape): number =>
  isSerial(engine, shape) || (engine.kind !== "mlx-lm" && isMlx(engine, shape)) ? 1 : engine.parallel;

/**
 * Tokens for which one layer of a group takes room, per stream: all of the context, or the window and one batch
 * (llama.cpp: src/llama-kv-cache-iswa.cpp; mlx-lm: RotatingKVCache of the window's size).
 */
export function cellsOf(engine: Engine, shape: ModelShape, { window }: AttentionGroup): number {
  const all = stepped(engine.contextLength);
  if (window === undefined) return all;
  return Math.min(all, stepped(isMlx(engine, shape) ? window : window + BATCH));
}
