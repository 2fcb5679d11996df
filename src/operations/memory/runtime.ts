import type { Engine, EngineKind } from "../../model/engine.ts";
import type { MemoryShare } from "../../model/memory.ts";
import type { Model } from "../../model/model.ts";
import type { ModelShape } from "../../model/shape.ts";
import { BATCH, isMlx } from "./cells.ts";

const MIB = 1024 ** 2;

/** The program itself without a model. Assumed: no real Mac has been asked yet, and the report shows what was measured. */
const PROGRAM: Readonly<Record<EngineKind, number>> = {
  ollama: 128 * MIB,
  "llama-server": 128 * MIB,
  "mlx-lm": 512 * MIB,
  "lm-studio": 1024 * MIB,
};

export const runtimeShare = ({ kind }: Engine): MemoryShare => ({
  what: "runtime",
  bytes: PROGRAM[kind],
  how: `${kind} without a model, assumed`,
  wired: false,
});

/** Bytes of a 32-bit float: a score for each token of the vocabulary, for each of a batch. */
const SCORE = 4;

/** llama-server reads a text for its vector in one batch, which is therefore as long as a slot. */
const batchOf = ({ kind, contextLength }: Engine, { embeds }: Model): number =>
  embeds && kind === "llama-server" ? contextLength : BATCH;

/** Where one batch is computed: most of it are its scores (llama.cpp prints it as `compute buffer size`). */
export function computeShare(engine: Engine, model: Model, { vocabulary = 0 }: ModelShape): MemoryShare {
  const batch = batchOf(engine, model);
  return {
    what: "compute",
    bytes: vocabulary * batch * SCORE,
    how: `${vocabulary} tokens of vocabulary x ${batch} of a batch x ${SCORE} B`,
    wired: true,
  };
}

/**
 * Prompts kept beside the slots, as many as fit: llama.cpp keeps them in plain memory, MLX where it computes. A text that
 * was read for its vector is kept nowhere.
 */
export function promptCacheShare(
  engine: Engine,
  { embeds }: Model,
  shape: ModelShape | undefined,
): readonly MemoryShare[] {
  if (embeds || !("promptCache" in engine)) return [];
  const runsInMlx = shape !== undefined && isMlx(engine, shape);
  if (engine.kind === "ollama" && runsInMlx) return [];
  const how = "promptCache of the engine";
  return [{ what: "prompt cache", bytes: engine.promptCache, how, wired: engine.kind === "mlx-lm" }];
}
