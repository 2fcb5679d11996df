import { EXIT, Failure } from "../model/failure.ts";

/** One thing wrong in one file, told so that it can be corrected without opening the schema. */
export interface Problem {
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  /** 1-based. */
  readonly col: number;
  /** `hosts.mac-04.memory`. */
  readonly path: string;
  readonly found: string;
  readonly wanted: string;
  /** What to do, in the imperative. */
  readonly todo: string;
}

/** A file that was read: its value, or everything that is wrong with it. */
export type Reading<T> =
  | { readonly kind: "ok"; readonly value: T }
  | { readonly kind: "bad"; readonly problems: readonly Problem[] };

const place = (problem: Problem): string => `${problem.file}:${problem.line}:${problem.col} ${problem.path}`;

const sight = (problem: Problem): string => `found ${problem.found}, wanted ${problem.wanted}`;

/** `pools/orchard.yaml:12:5 hosts.mac-01: found no memory, wanted the installed memory; add memory: 48 GiB`. */
export const formatProblem = (problem: Problem): string =>
  `${place(problem)}: ${sight(problem)}; ${problem.todo}`;

/** The problems in the order of the text. */
export const inOrder = (problems: readonly Problem[]): readonly Problem[] =>
  [...problems].sort((a, b) => a.line - b.line || a.col - b.col);

/** All problems as one failure for people, exit 65. One problem keeps its own words; several are listed. */
export function inventoryFailure(problems: readonly Problem[]): Failure {
  const [first, ...others] = problems;
  if (first === undefined) throw new TypeError("an inventory failure needs at least one problem");
  const base = { code: "inventory-refused", exit: EXIT.badInventory } as const;
  if (others.length === 0)
    return new Failure({ ...base, subject: place(first), saw: sight(first), hint: first.todo });
  const files = [...new Set(problems.map((problem) => problem.file))];
  const lines = problems.map((problem) => `  ${formatProblem(problem)}`);
  return new Failure({
    ...base,
    subject: files.join(", "),
    saw: `${problems.length} problems\n${lines.join("\n")}\n`,
    hint: "correct every line named above, then run the same command again",
  });
}

/** The value of a file that was read. Throws with everything that is wrong with it (exit 65). */
export function accepted<T>(reading: Reading<T>): T {
  if (reading.kind === "ok") return reading.value;
  throw inventoryFailure(reading.problems);
}
