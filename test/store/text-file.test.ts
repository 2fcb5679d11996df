import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { discard } from "../../src/store/discard.ts";
import { readText, writeWhole } from "../../src/store/text-file.ts";
import { ownPlace } from "./place.ts";

const at = ownPlace();

describe("reading", () => {
  test("a file that is not there is no error", async () => {
    expect(await readText(at("nothing"))).toBeUndefined();
  });

  test("anything else in the way is one", async () => {
    mkdirSync(at("folder"));
    await expect(readText(at("folder"))).rejects.toMatchObject({ code: "EISDIR" });
  });
});

describe("writing", () => {
  test("makes the folders above, and leaves nothing beside the file", async () => {
    await writeWhole(at("a", "b", "file.json"), "{}\n");
    expect(readdirSync(at("a", "b"))).toEqual(["file.json"]);
    expect(readFileSync(at("a", "b", "file.json"), "utf8")).toBe("{}\n");
  });

  test("replaces a file as a whole: who had it open reads on in the old one", async () => {
    writeFileSync(at("file"), "old");
    const before = statSync(at("file")).ino;
    await writeWhole(at("file"), "new");
    expect(readFileSync(at("file"), "utf8")).toBe("new");
    expect(statSync(at("file")).ino).not.toBe(before);
  });

  test("never shows half of it to a reader", async () => {
    const [one, other] = ["1".repeat(1_000_000), "2".repeat(1_000_000)] as const;
    await writeWhole(at("file"), one);
    const writing = Promise.all(Array.from({ length: 20 }, () => writeWhole(at("file"), other)));
    const reading = Promise.all(Array.from({ length: 20 }, () => readText(at("file"))));
    const [seen] = await Promise.all([reading, writing]);
    expect(seen.filter((text) => text !== one && text !== other)).toEqual([]);
    expect(readdirSync(at())).toEqual(["file"]);
  });

  test("leaves nothing behind when it cannot be done", async () => {
    mkdirSync(at("taken", "inside"), { recursive: true });
    await expect(writeWhole(at("taken"), "text")).rejects.toMatchObject({ code: "file-unwritable" });
    expect(readdirSync(at())).toEqual(["taken"]);
  });

  test("gives the mode that is asked for", async () => {
    await writeWhole(at("secret"), "text", 0o600);
    expect(statSync(at("secret")).mode & 0o777).toBe(0o600);
  });
});

test.each(["file", "folder", "nothing"])("a %s is discarded without a word", async (name) => {
  writeFileSync(at("file"), "text");
  mkdirSync(at("folder", "deep"), { recursive: true });
  await discard(at(name));
  expect(existsSync(at(name))).toBe(false);
});
