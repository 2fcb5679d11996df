import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { promptText } from "../../src/store/prompt-text.ts";

const place = mkdtempSync(join(tmpdir(), "espalier-prompts-"));
afterAll(() => rmSync(place, { recursive: true, force: true }));

const read = (path: string): Promise<string> =>
  promptText(path, { subject: "--corpus", exit: 64, without: "leave --corpus out" });

test.each([
  ["a text", Buffer.from("Zwölf Boxkämpfer.\n"), "Zwölf Boxkämpfer.\n"],
  ["one with the mark that editors set before it", Buffer.from("\uFEFFwords"), "\uFEFFwords"],
])("%s is read as it is", async (_, bytes, text) => {
  writeFileSync(join(place, "text"), bytes);
  expect(await read(join(place, "text"))).toBe(text);
});

test.each([
  ["nothing", "", /it holds no word/],
  ["blanks", " \n\t", /it holds no word/],
  ["Latin-1", Buffer.from("Zwölf Boxkämpfer.", "latin1"), /it is no UTF-8 text/],
  ["a picture", Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0]), /it is no UTF-8 text/],
  ["zeros, which are UTF-8 and no text", Buffer.alloc(64), /it is no UTF-8 text/],
])("a file of %s is refused", async (_, bytes, saying) => {
  writeFileSync(join(place, "bad"), bytes);
  const told = read(join(place, "bad"));
  await expect(told).rejects.toThrow(saying);
  await expect(told).rejects.toMatchObject({ exit: 64, hint: expect.stringContaining("leave --corpus out") });
});

test.each([
  ["no file", join(place, "nowhere"), /there is no .*nowhere/],
  ["a folder", place, /is a folder/],
])("%s is refused", async (_, path, saying) => {
  await expect(read(path)).rejects.toThrow(saying);
});
