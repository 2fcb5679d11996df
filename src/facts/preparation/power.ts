import type { PreparationFacts } from "../../model/preparation.ts";
import type { Answer } from "../fact.ts";

export const powerQuestion = { name: "power", script: "pmset -g custom" };

/** Settings by source of power from `pmset -g custom`; names such as `Sleep On Power Button` hold blanks. */
export function parsePower({ stdout }: Answer): PreparationFacts["power"] {
  const blocks = [...stdout.matchAll(/^(\S[^\n]*):\n((?: .*(?:\n|$))*)/gm)];
  const found = blocks.map(([, source = "", lines = ""]) => [source, settings(lines)] as const);
  return found.length > 0 ? Object.fromEntries(found) : undefined;
}

const settings = (lines: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    [...lines.matchAll(/^ +(\S.*?) +(\S+)(?: \(.*\))?$/gm)].map(([, name, value]) => [name, value]),
  );
