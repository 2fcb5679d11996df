import { isMap, isPair, isScalar, isSeq, LineCounter, parseDocument } from "yaml";
import { formatPath, type Objection, type Path } from "./objection.ts";
import type { Problem } from "./problem.ts";
import { syntaxProblems, type Text } from "./syntax.ts";

/** A YAML text with its positions kept. */
export interface Source {
  readonly file: string;
  /** What the text says; `undefined` when the syntax is too broken to trust. */
  readonly value: unknown;
  /** What is wrong with the syntax alone. */
  readonly problems: readonly Problem[];
  readonly locate: (objection: Objection) => Problem;
  /** The scalar at a path as it was typed, for example `1.10` where the value is 1.1. */
  readonly typed: (path: Path) => string | undefined;
}

/** Reads the syntax of `text`; never throws. */
export function openSource(text: string, file: string): Source {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, stringKeys: true });
  const source = { text, document };
  const position = (offset: number): { readonly line: number; readonly col: number } => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(line, 1), col: Math.max(col, 1) };
  };
  const { problems, isReadable } = syntaxProblems(source, (offset) => ({ file, ...position(offset) }));
  return {
    file,
    problems,
    value: isReadable ? document.toJS() : undefined,
    locate: ({ at, found, wanted, todo, ...where }) => ({
      file,
      ...position(offsetOf(source, { at, ...where })),
      path: formatPath(at),
      found,
      wanted,
      todo,
    }),
    typed: (path) => typedAt(source, path),
  };
}

/** One step down: the pair of a key, or the item of a list. */
function child(node: unknown, part: string | number): unknown {
  if (isMap(node)) return node.items.find((pair) => isScalar(pair.key) && pair.key.value === part);
  return isSeq(node) && typeof part === "number" ? node.items[part] : undefined;
}

const startOf = (node: unknown): number | undefined =>
  (node as { range?: readonly [number, number, number] | null } | null | undefined)?.range?.[0];

/** Where a path stands in the text; a path that does not exist stands where its nearest parent does. */
function offsetOf({ text, document }: Text, where: Pick<Objection, "at" | "on" | "offset">): number {
  let node: unknown = document.contents;
  let key: unknown = node;
  for (const part of where.at) {
    const item = child(node, part);
    if (item === undefined) return startOf(key) ?? 0;
    key = isPair(item) ? item.key : item;
    node = isPair(item) ? item.value : item;
  }
  const start = (where.on === "key" ? undefined : startOf(node)) ?? startOf(key) ?? 0;
  return start + within(text, node, where.offset);
}

/** The offset inside a scalar in characters of the file, 0 where quoting makes the two disagree. */
function within(text: string, node: unknown, offset: number | undefined): number {
  if (offset === undefined || !isScalar(node) || typeof node.value !== "string") return 0;
  const quote = node.type?.startsWith("QUOTE") ? 1 : 0;
  const start = (startOf(node) ?? 0) + quote;
  return text.startsWith(node.value, start) ? quote + offset : 0;
}

function typedAt({ document }: Text, path: Path): string | undefined {
  const node = document.getIn(path, true);
  return isScalar(node) ? node.source : undefined;
}
