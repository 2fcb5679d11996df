import type { Layout } from "../model/layout.ts";
import type { Answer } from "./fact.ts";

/** Free space where the artifacts and models go: the Data volume on a Mac, not the sealed system volume. */
export const diskQuestion = (paths: Layout) => ({
  name: "disk",
  script: `df -k '${paths.home}' || df -k '${paths.root}'`,
});

/** Free bytes: the fourth column of the last line of `df -k`. */
export function parseDisk({ stdout }: Answer): number | undefined {
  const columns = stdout.trim().split("\n").at(-1)?.trim().split(/\s+/) ?? [];
  const free = Number(columns[3]);
  return columns.length >= 6 && Number.isFinite(free) ? free * 1024 : undefined;
}
