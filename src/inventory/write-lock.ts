import { Document, isMap, isSeq, visit } from "yaml";
import type { Lock } from "../model/lock.ts";
import { integrityOf, LOCK_FORMAT } from "./lock-text.ts";

const HEADER = [
  " yaml-language-server: $schema=../schema/lock.schema.json",
  " Written by espalier pin. Do not edit: integrity covers the whole file, and a changed file is refused.",
  " Review the difference when it changes; each line is one thing that moved.",
].join("\n");

/** The lock as YAML: sorted, one pin per line, equal locks give equal text. Ends with a newline. */
export function writeLock(lock: Lock): string {
  const { pool, ladder, artifacts, models, hosts } = lock;
  const head = { format: LOCK_FORMAT, integrity: integrityOf(lock), pool, ladder };
  const document = new Document({
    ...head,
    ...sorted({ artifacts }),
    ...sorted({ models }),
    ...sorted({ hosts }),
  });
  document.commentBefore = HEADER;
  oneLinePerBlob(document);
  return document.toString({ lineWidth: 0, flowCollectionPadding: true });
}

/** Maps with their keys in order, all the way down; lists keep theirs. */
function sorted(value: unknown): Readonly<Record<string, unknown>> {
  const entries = Object.entries(value as Readonly<Record<string, unknown>>).sort(([a], [b]) =>
    a < b ? -1 : 1,
  );
  return Object.fromEntries(entries.map(([key, item]) => [key, isPlainMap(item) ? sorted(item) : item]));
}

const isPlainMap = (value: unknown): boolean =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function oneLinePerBlob(document: Document): void {
  visit(document, {
    Seq: (_, list) => {
      for (const item of isSeq(list) ? list.items : []) if (isMap(item)) item.flow = true;
    },
  });
}
