import { readdir } from "node:fs/promises";
import { join, relative } from "node:path";

const byName = (a: string, b: string): number => (a < b ? -1 : 1);

/** All files in the folder of a run, by their paths below it, sorted. */
export async function runFiles(runFolder: string): Promise<readonly string[]> {
  const entries = await readdir(runFolder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => !entry.isDirectory())
    .map(({ parentPath, name }) => relative(runFolder, join(parentPath, name)))
    .sort(byName);
}

/** What lies in the `hosts/` of a run, by name, sorted; empty where there is none. */
export async function hostFolders(runFolder: string): Promise<readonly string[]> {
  const names = await readdir(join(runFolder, "hosts")).catch(() => []);
  return names.sort(byName);
}
