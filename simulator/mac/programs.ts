import { accessSync, constants, readdirSync, readFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { writeWhole } from "../files.ts";

const SOURCE = new URL("programs/", import.meta.url).pathname;

/** What the programs of one host have baked in. */
export interface Baked {
  readonly host: string;
  readonly root: string;
  /** The supervisor's unix socket. */
  readonly socket: string;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** First executable `name` in `directories` or on PATH. */
export const findProgram = (name: string, directories: readonly string[] = []): string | undefined =>
  [...directories, ...(process.env["PATH"] ?? "").split(delimiter)]
    .map((directory) => join(directory, name))
    .find(isExecutable);

/** Writes the macOS commands of one host below its root. */
export function installPrograms({ host, root, socket }: Baked): void {
  const words: Readonly<Record<string, string>> = {
    ROOT: root,
    HOST: host,
    SOCKET: socket,
    CURL: findProgram("curl") ?? "/usr/bin/curl",
    PERL: findProgram("perl") ?? "/usr/bin/perl",
  };
  for (const entry of readdirSync(SOURCE, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const from = join(entry.parentPath, entry.name);
    const text = readFileSync(from, "utf8").replaceAll(
      /@([A-Z]+)@/g,
      (whole, word: string) => words[word] ?? whole,
    );
    writeWhole(join(root, from.slice(SOURCE.length)), text, 0o755);
  }
}
