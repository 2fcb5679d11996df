import { type Document, isMap, isPair, isScalar, isSeq, visit } from "yaml";
import { formatPath, type Path } from "./objection.ts";

/** A key that its map has twice. */
export interface DuplicateKey {
  readonly key: string;
  /** Of the key, from the root of the file: `hosts.mac-01.address`. */
  readonly path: string;
  /** Characters from the start of the text to the key where it stands first. */
  readonly first: number;
}

/** What stands twice, by the offset of the second key; `undefined` where no key stands there. */
export function duplicateKeyAt(document: Document, offset: number): DuplicateKey | undefined {
  let found: DuplicateKey | undefined;
  visit(document, {
    Pair: (_, pair, ancestors) => {
      if (!isScalar(pair.key) || pair.key.range?.[0] !== offset) return undefined;
      found = { ...named(pair.key.value, ancestors), first: firstOf(pair.key.value, ancestors.at(-1)) };
      return visit.BREAK;
    },
  });
  return found;
}

const named = (value: unknown, ancestors: readonly unknown[]) => ({
  key: String(value),
  path: formatPath([...pathOf(ancestors), String(value)]),
});

/** Where the map stands that is the last of these. */
const pathOf = (ancestors: readonly unknown[]): Path =>
  ancestors.flatMap((node, index): Path => {
    const parent = ancestors[index - 1];
    if (isSeq(parent)) return [parent.items.indexOf(node)];
    return isPair(node) && isScalar(node.key) ? [String(node.key.value)] : [];
  });

function firstOf(value: unknown, map: unknown): number {
  const pair = isMap(map) ? map.items.find(({ key }) => isScalar(key) && key.value === value) : undefined;
  return isScalar(pair?.key) ? (pair.key.range?.[0] ?? 0) : 0;
}
