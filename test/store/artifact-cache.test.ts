import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { digestOf, hexOf } from "../../src/model/digest.ts";
import { cachedFile, isCached, keepArtifact } from "../../src/store/artifact-cache.ts";
import { ownPlace } from "./place.ts";

const at = ownPlace();
const BYTES = "the bytes of an artifact";
const DIGEST = digestOf(BYTES);

async function* chunks(...texts: readonly string[]): AsyncIterable<Uint8Array> {
  for (const text of texts) yield Buffer.from(text);
}

async function* broken(): AsyncIterable<Uint8Array> {
  yield Buffer.from(BYTES);
  throw new Error("the connection broke");
}

describe("bytes that arrive", () => {
  test("are named by their digest, however they were cut", async () => {
    const kept = await keepArtifact(at(), chunks("the bytes", "", " of an artifact"));
    expect(kept).toEqual({ sha256: DIGEST, bytes: BYTES.length });
    expect(readdirSync(at("artifacts"))).toEqual([hexOf(DIGEST)]);
    expect(readFileSync(cachedFile(at(), DIGEST), "utf8")).toBe(BYTES);
  });

  test("may arrive twice, even at once", async () => {
    const twice = await Promise.all([keepArtifact(at(), chunks(BYTES)), keepArtifact(at(), chunks(BYTES))]);
    expect(twice.map(({ sha256 }) => sha256)).toEqual([DIGEST, DIGEST]);
    expect(readdirSync(at("artifacts"))).toEqual([hexOf(DIGEST)]);
  });

  test("of nothing are bytes, too", async () => {
    expect(await keepArtifact(at(), chunks())).toEqual({ sha256: digestOf(""), bytes: 0 });
  });

  test("that break off leave nothing", async () => {
    await expect(keepArtifact(at(), broken())).rejects.toThrow("the connection broke");
    expect(readdirSync(at("artifacts"))).toEqual([]);
    expect(await isCached(at(), DIGEST)).toBe(false);
  });
});

test("the cache knows what it holds", async () => {
  expect(await isCached(at(), DIGEST)).toBe(false);
  await keepArtifact(at(), chunks(BYTES));
  expect(await isCached(at(), DIGEST)).toBe(true);
});
