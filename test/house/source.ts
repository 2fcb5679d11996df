import { readdirSync, readFileSync } from "node:fs";
import { posix } from "node:path";

/** A source file by its path from the top of the repository. */
export interface Source {
  readonly path: string;
  readonly text: string;
}

/** Every TypeScript file below `directory`. */
export function sources(directory: string): readonly Source[] {
  return readdirSync(directory, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .map((name) => posix.join(directory, name))
    .sort()
    .map((path) => ({ path, text: readFileSync(path, "utf8") }));
}

const COMMENT = /\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/.*$/gm;

/** The text without comments, which may speak of what the code must not do. */
export const code = ({ text }: Source): string => text.replace(COMMENT, "");

const CLAUSES = [
  /^\s*(?:import|export)\b[^;"']*?\bfrom\s*["']([^"']+)["']/gm,
  /^\s*import\s*["']([^"']+)["']/gm,
  /\bimport\s*\(\s*["']([^"']+)["']/g,
  /\bnew URL\(\s*["'](\.[^"']+\.ts)["']/g,
];

/** What a file imports: relative specifiers as paths from the top, others as written. */
export function imports(source: Source): readonly string[] {
  const text = code(source);
  return CLAUSES.flatMap((clause) => [...text.matchAll(clause)])
    .map((match) => match[1] ?? "")
    .map((specifier) =>
      specifier.startsWith(".") ? posix.join(posix.dirname(source.path), specifier) : specifier,
    );
}
