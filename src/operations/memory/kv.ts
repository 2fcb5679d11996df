import type { Engine, KvCacheType } from "../../model/engine.ts";
import type { MemoryShare } from "../../model/memory.ts";
import type { AttentionGroup, ModelShape } from "../../model/shape.ts";
import { formatSize } from "../../model/units.ts";
import { cellsOf, isMlx, streamsOf } from "./cells.ts";

/** Bytes of one number: a block of 32 is 34 or 18 bytes (ggml: block_q8_0, block_q4_0). */
const NUMBER: Readonly<Record<KvCacheType, number>> = { f16: 2, q8_0: 34 / 32, q4_0: 18 / 32 };

interface Kept {
  readonly type: string;
  readonly bytes: number;
}

/** How an engine keeps one number of KV. */
function numberOf(engine: Engine, shape: ModelShape): Kept {
  if (isMlx(engine, shape)) return { type: `${shape.numberBytes * 8} bits`, bytes: shape.numberBytes };
  const type = "kvCacheType" in engine ? engine.kvCacheType : "f16";
  return { type, bytes: NUMBER[type] };
}

function groupBytes(engine: Engine, shape: ModelShape, group: AttentionGroup): number {
  const { layers, kvHeads, keyLength, valueLength } = group;
  const perToken = layers * kvHeads * (keyLength + valueLength) * numberOf(engine, shape).bytes;
  return perToken * cellsOf(engine, shape, group) * streamsOf(engine, shape);
}

const groupText = (engine: Engine, shape: ModelShape, group: AttentionGroup): string => {
  const { layers, kvHeads, keyLength, valueLength, window } = group;
  const seen = window === undefined ? "" : ` (window ${window})`;
  return `${layers} layers x ${kvHeads} heads x (${keyLength} + ${valueLength}) x ${cellsOf(engine, shape, group)} tokens${seen}`;
};

/**
 * Keys and values of all streams, each full: for every layer heads x (key + value) x tokens x streams x bytes of a number.
 * llama.cpp takes it all when it loads (src/llama-kv-cache.cpp), MLX as the context fills.
 */
export function kvShare(engine: Engine, shape: ModelShape): MemoryShare {
  const bytes = shape.attention.reduce((sum, group) => sum + groupBytes(engine, shape, group), 0);
  const { type, bytes: each } = numberOf(engine, shape);
  const groups = shape.attention.map((group) => groupText(engine, shape, group)).join(" + ");
  const all = shape.attention.length > 1 ? `(${groups})` : groups;
  const how =
    groups === ""
      ? "no layer of it keeps keys and values"
      : `${all} x ${streamsOf(engine, shape)} slots x ${Number(each.toFixed(4))} B (${type})`;
  return { what: "kv", bytes: Math.ceil(bytes), how, wired: true };
}

/** Keys and values by what the inventory declares for a token. */
export const declaredKv = (engine: Engine, kvPerToken: number): MemoryShare => ({
  what: "kv",
  bytes: kvPerToken * engine.contextLength * engine.parallel,
  how: `${formatSize(kvPerToken)} declared x ${engine.contextLength} tokens x ${engine.parallel} slots`,
  wired: true,
});
