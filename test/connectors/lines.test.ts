import * as fc from "fast-check";
import { expect, test } from "vitest";
import { lineSplitter } from "../../src/connectors/lines.ts";

function split(...chunks: readonly Uint8Array[]): readonly string[] {
  const lines: string[] = [];
  const splitter = lineSplitter((line) => lines.push(line));
  for (const chunk of chunks) splitter.push(Buffer.from(chunk));
  splitter.end();
  return lines;
}

test.each([
  ["one line", ["a\n"], ["a"]],
  ["a line in pieces", ["a", "b", "c\n"], ["abc"]],
  ["several lines in one piece", ["a\nb\nc\n"], ["a", "b", "c"]],
  ["empty lines", ["\n\na\n"], ["", "", "a"]],
  ["a last line without an end", ["a\nb"], ["a", "b"]],
  ["nothing at all", [], []],
] as const)("%s", (_, chunks, lines) => {
  expect(split(...chunks.map((text) => Buffer.from(text)))).toEqual(lines);
});

test("a line comes out as soon as it is whole", () => {
  const lines: string[] = [];
  const splitter = lineSplitter((line) => lines.push(line));
  splitter.push(Buffer.from("first\nsec"));
  expect(lines).toEqual(["first"]);
  splitter.end();
  splitter.end();
  expect(lines).toEqual(["first", "sec"]);
});

const text = fc.string({ unit: fc.constantFrom("a", "ü", "–", "猫", "😀", "\n", "\r"), maxLength: 40 });

test("a stream gives the same lines wherever it was cut, inside letters, too", () => {
  fc.assert(
    fc.property(text, fc.array(fc.nat()), (whole, cuts) => {
      const bytes = Buffer.from(whole);
      const places = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].sort((a, b) => a - b);
      const ends = [...places, bytes.length];
      const chunks = ends.map((end, index) => bytes.subarray(ends[index - 1] ?? 0, end));
      const lines = whole.split("\n");
      expect(split(...chunks)).toEqual(lines.at(-1) === "" ? lines.slice(0, -1) : lines);
    }),
  );
});
