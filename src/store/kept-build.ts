import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { type Digest, digestOf } from "../model/digest.ts";
import { readText, writeWhole } from "./text-file.ts";

/** A text that was built, and the files that decided over it: path relative to the root -> digest of the content. */
export interface Build {
  readonly text: string;
  readonly sources: Readonly<Record<string, Digest>>;
}

/** The build kept in `file`, if every source below `root` still has the content it was built from. */
export async function keptBuild(root: string, file: string): Promise<Build | undefined> {
  const kept = await readText(file)
    .then(parsed)
    .catch(() => undefined);
  if (kept === undefined) return undefined;
  const same = await Promise.all(
    Object.entries(kept.sources).map(([path, digest]) => has(join(root, path), digest)),
  );
  return same.every(Boolean) ? kept : undefined;
}

/** Keeps a build for the next run; where nothing can be written, the next run builds again. */
export const keepBuild = (file: string, build: Build): Promise<void> =>
  writeWhole(file, JSON.stringify({ ...build, self: digestOf(build.text) })).catch(() => undefined);

const has = (path: string, digest: Digest): Promise<boolean> =>
  readFile(path).then(
    (content) => digestOf(content) === digest,
    () => false,
  );

/** Only what this program wrote whole counts. */
function parsed(text: string | undefined): Build | undefined {
  const kept = JSON.parse(text ?? "{}") as Partial<Build & { readonly self: Digest }>;
  if (kept.text === undefined || kept.sources === undefined) return undefined;
  return digestOf(kept.text) === kept.self ? { text: kept.text, sources: kept.sources } : undefined;
}
