import type { AttentionGroup } from "../../model/shape.ts";

/** What one layer keeps; `undefined` for one that keeps nothing that grows with the context. */
export type Layer = Omit<AttentionGroup, "layers"> | undefined;

const sizes = ({ kvHeads, keyLength, valueLength, window }: Omit<AttentionGroup, "layers">): string =>
  `${kvHeads} ${keyLength} ${valueLength} ${window}`;

/** Layers of the same size counted together, in the order in which they first come. */
export function grouped(layers: readonly Layer[]): readonly AttentionGroup[] {
  const groups = new Map<string, AttentionGroup>();
  for (const layer of layers) {
    if (layer === undefined || layer.kvHeads === 0) continue;
    const key = sizes(layer);
    groups.set(key, { layers: (groups.get(key)?.layers ?? 0) + 1, ...layer });
  }
  return [...groups.values()];
}
