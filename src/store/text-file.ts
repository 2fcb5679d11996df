import { randomBytes } from "node:crypto";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, relative } from "node:path";
import { Failure, sentence } from "../model/failure.ts";

/** A path as a reader would type it: from where they stand, unless that leads out. */
export const shownPath = (path: string): string => {
  const near = relative(process.cwd(), path);
  return near.startsWith("..") ? path : near;
};

/** The text of a file, or `undefined` when there is none. */
export async function readText(path: string): Promise<string | undefined> {
  return readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
}

/**
 * Writes a whole file or nothing: a temporary name beside it, then a rename. Folders are made. Throws `file-unwritable` when the
 * disk is full or does not let it.
 */
export async function writeWhole(path: string, data: string | Uint8Array, mode = 0o644): Promise<void> {
  const next = `${path}.${randomBytes(4).toString("hex")}.next`;
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(next, data, { mode });
    await rename(next, path);
  } catch (error) {
    throw unwritable(path, error);
  } finally {
    await rm(next, { force: true }).catch(() => undefined);
  }
}

/** Why a file could not be written, for the person who must make room. */
export const unwritable = (path: string, cause: unknown): Failure =>
  new Failure({
    code: "file-unwritable",
    subject: shownPath(path),
    saw: `it cannot be written (${sentence(cause)})`,
    hint: "make room on this machine, or see who may write there, and run it again",
    cause,
  });
