import { Document, isMap, isSeq, visit } from "yaml";
import schema from "../../inventory/schema/lock.schema.json" with { type: "json" };
import type { Lock } from "../model/lock.ts";
import { frozen } from "./frozen.ts";
import { integrityOf, LOCK_FORMAT, type LockText } from "./lock-text.ts";
import type { Objection } from "./objection.ts";
import { inOrder, type Reading } from "./problem.ts";
import { validated } from "./schema.ts";
import { openSource } from "./source.ts";

/** A lock is never mended by hand. */
const RESTORE =
  "restore the file from version control, or delete it, run espalier pin and review every pin it prints";

/** Reads a lock and refuses one that was edited since `espalier pin` wrote it. */
export function readLock(text: string, file: string): Reading<Lock> {
  const source = openSource(text, file);
  if (source.value === undefined) return { kind: "bad", problems: inOrder(source.problems) };
  const { value, objections } = validated<LockText>(schema, source.value, source.typed);
  const isSound = source.problems.length === 0 && objections.length === 0;
  const edits = isSound ? edited(value) : [];
  const unfit = objections.map((objection) => ({ ...objection, todo: RESTORE }));
  const problems = [...source.problems, ...[...unfit, ...edits].map(source.locate)];
  if (problems.length > 0) return { kind: "bad", problems: inOrder(problems) };
  return { kind: "ok", value: frozen(lockOf(value)) };
}

const lockOf = ({ format: _format, integrity: _integrity, ...lock }: LockText): Lock => lock;

function edited(text: LockText): readonly Objection[] {
  const actual = integrityOf(lockOf(text));
  if (actual === text.integrity) return [];
  const found = `${text.integrity}, but the rest of the file gives ${actual}: it was edited by hand or merged`;
  return [{ at: ["integrity"], found, wanted: "the lock exactly as espalier pin wrote it", todo: RESTORE }];
}

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
