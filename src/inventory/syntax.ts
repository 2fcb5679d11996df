import { type Document, type ErrorCode, visit, type YAMLError } from "yaml";
import { duplicateKeyAt } from "./duplicate-key.ts";
import type { Problem } from "./problem.ts";

type Words = Pick<Problem, "found" | "wanted" | "todo"> & Partial<Pick<Problem, "path">>;
type Stamp = (offset: number) => Pick<Problem, "file" | "line" | "col">;

const SAYINGS: Partial<Record<ErrorCode, Words>> = {
  TAB_AS_INDENT: {
    found: "a tab used as indentation",
    wanted: "spaces (YAML allows no tab there)",
    todo: "replace the tab by two spaces per level",
  },
  MULTIPLE_DOCS: {
    found: "a second YAML document",
    wanted: "one document in a file",
    todo: "remove the line ---",
  },
  BAD_INDENT: {
    found: "indentation that fits no level above",
    wanted: "items of one level in the same column, and what stands inside brackets indented deeper",
    todo: "align the line with its neighbours, or close the bracket before it",
  },
  BLOCK_AS_IMPLICIT_KEY: {
    found: "a second `: ` on one line",
    wanted: "one key and one value",
    todo: "put the value in quotes, or start a new line for the inner key",
  },
  BAD_SCALAR_START: {
    found: "a value that starts with a reserved character",
    wanted: "quotes around it",
    todo: "put the value in double quotes",
  },
  TAG_RESOLVE_FAILED: {
    found: "an unknown tag",
    wanted: "plain YAML without tags",
    todo: "remove the word that starts with !",
  },
};

const words = ({ code, message }: YAMLError): Words =>
  SAYINGS[code] ?? {
    found: `text that is not YAML (${message.split("\n")[0]})`,
    wanted: "a YAML map",
    todo: "look for a missing quote, colon or bracket on this line or the one above",
  };

function twice({ code, pos }: YAMLError, document: Document, stamp: Stamp): Words | undefined {
  const found = code === "DUPLICATE_KEY" ? duplicateKeyAt(document, pos[0]) : undefined;
  if (found === undefined) return undefined;
  return {
    path: found.path,
    found: `the key ${found.key} a second time, the first is on line ${stamp(found.first).line}`,
    wanted: "every key of a map once",
    todo: "remove one of the two, or rename it",
  };
}

const CONFLICT: Words = {
  found: "a merge conflict",
  wanted: "one version of these lines",
  todo: "choose one side and remove the three marker lines",
};

/** A YAML text and what the parser saw in it. */
export interface Text {
  readonly text: string;
  readonly document: Document;
}

const ALIAS: Words = {
  found: "an alias",
  wanted: "the value itself, so that a reader sees what each host is",
  todo: "write the value out and remove the anchor",
};

/** The syntax problems of a document, the first of each line, and whether the rest can still be read. */
export function syntaxProblems(
  { text, document }: Text,
  stamp: Stamp,
): { readonly problems: readonly Problem[]; readonly isReadable: boolean } {
  const errors = loudest([...document.errors, ...document.warnings]);
  const aliases = aliasOffsets(document).map((offset) => ({ offset, said: ALIAS }));
  const told = errors.map((error) => ({
    offset: error.pos[0],
    said: twice(error, document, stamp) ?? words(error),
  }));
  const conflict = /^(<{7}|>{7}) /m.exec(text);
  const problems = (
    conflict === null ? [...told, ...aliases] : [{ offset: conflict.index, said: CONFLICT }]
  ).map(({ offset, said }) => ({
    ...stamp(offset),
    path: "syntax",
    ...said,
  }));
  return {
    problems: problems.filter(isFirstOfLine),
    isReadable:
      conflict === null && aliases.length === 0 && errors.every((error) => error.code === "DUPLICATE_KEY"),
  };
}

/** A tab makes the parser stumble over what follows; then only the tabs are worth telling. */
function loudest(errors: readonly YAMLError[]): readonly YAMLError[] {
  const tabs = errors.filter((error) => error.code === "TAB_AS_INDENT");
  return tabs.length > 0 ? tabs : errors;
}

const isFirstOfLine = (problem: Problem, index: number, all: readonly Problem[]): boolean =>
  all.findIndex((other) => other.line === problem.line) === index;

function aliasOffsets(document: Document): readonly number[] {
  const offsets: number[] = [];
  visit(document, {
    Alias: (_, alias) => {
      offsets.push(alias.range?.[0] ?? 0);
    },
  });
  return offsets;
}
