import { createHash } from "node:crypto";
import { mkdir, open, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { type Digest, hexOf } from "../model/digest.ts";

/** Where an artifact with this digest lies in the controller's cache. */
export const cachedFile = (cache: string, digest: Digest): string => join(cache, "artifacts", hexOf(digest));

/** True when the cache holds it. */
export const isCached = (cache: string, digest: Digest): Promise<boolean> =>
  stat(cachedFile(cache, digest)).then(
    () => true,
    () => false,
  );

/** Bytes that were kept under their own digest. */
export interface Kept {
  readonly sha256: Digest;
  readonly bytes: number;
}

/** Streams bytes into the cache and names them by their digest; unfinished bytes never get a name. */
export const keepArtifact = (cache: string, source: AsyncIterable<Uint8Array>): Promise<Kept> =>
  keepBytes(join(cache, "artifacts"), source, hexOf);

/** Streams bytes into a folder and names them by their digest; unfinished bytes never get a name. */
export async function keepBytes(
  folder: string,
  source: AsyncIterable<Uint8Array>,
  nameOf: (sha256: Digest) => string,
): Promise<Kept> {
  await mkdir(folder, { recursive: true });
  const part = join(folder, `part-${process.pid}-${process.hrtime.bigint()}`);
  const hash = createHash("sha256");
  let bytes = 0;
  const counted = async function* (): AsyncIterable<Uint8Array> {
    for await (const chunk of source) {
      hash.update(chunk);
      bytes += chunk.byteLength;
      yield chunk;
    }
  };
  // Opened here and not by the stream: a stream that fails at once may open its file after it was removed.
  const file = await open(part, "w");
  try {
    await pipeline(counted, file.createWriteStream());
    const sha256 = `sha256:${hash.digest("hex")}` as Digest;
    await rename(part, join(folder, nameOf(sha256)));
    return { sha256, bytes };
  } finally {
    await rm(part, { force: true });
  }
}
