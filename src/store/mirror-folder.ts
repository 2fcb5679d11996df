import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { link, mkdir, readdir, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { type Digest, hexOf } from "../model/digest.ts";
import { type Kept, keepBytes } from "./artifact-cache.ts";
import { writeWhole } from "./text-file.ts";

const nameOf = (digest: Digest): string => `sha256-${hexOf(digest)}`;
const blobFolder = (folder: string): string => join(folder, "blobs");

/** True when the mirror holds the blob, read again to its last byte; one that has rotted is removed. */
export async function holdsBlob(folder: string, digest: Digest): Promise<boolean> {
  const path = join(blobFolder(folder), nameOf(digest));
  const hash = createHash("sha256");
  try {
    for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  } catch {
    return false;
  }
  if (hash.digest("hex") === hexOf(digest)) return true;
  await rm(path, { force: true });
  return false;
}

/** Streams a blob into the mirror; what it is called follows from its bytes. */
export const keepBlob = (folder: string, source: AsyncIterable<Uint8Array>): Promise<Kept> =>
  keepBytes(blobFolder(folder), source, nameOf);

/** Lets a blob be found under a path of the mirror: a second name of the same file, not a copy. */
export async function nameBlob(folder: string, digest: Digest, path: string): Promise<void> {
  const place = join(folder, path);
  await mkdir(dirname(place), { recursive: true });
  await rm(place, { force: true });
  await link(join(blobFolder(folder), nameOf(digest)), place);
}

/** Writes a small file of the mirror, whole or not at all. */
export const writeAnswer = (folder: string, path: string, data: string | Uint8Array): Promise<void> =>
  writeWhole(join(folder, path), data);

/** Writes `SHA256SUMS` over all blobs, as `shasum -a 256 -c` reads it. */
export async function writeSums(folder: string): Promise<void> {
  const names = (await readdir(blobFolder(folder)))
    .filter((name) => /^sha256-[0-9a-f]{64}$/.test(name))
    .sort();
  const lines = names.map((name) => `${name.slice("sha256-".length)}  blobs/${name}\n`);
  await writeWhole(join(folder, "SHA256SUMS"), lines.join(""));
}
