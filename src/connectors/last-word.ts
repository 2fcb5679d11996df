import type { Ran } from "./connection.ts";

/** Why a command failed: its last line on stderr, else how it ended. */
export const lastWord = ({ stderr, exit }: Pick<Ran, "stderr" | "exit">): string =>
  stderr.trim().split("\n").at(-1) ||
  (exit === undefined ? "the connection broke" : `it ended with ${exit} and said nothing`);
