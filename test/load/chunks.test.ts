import { describe, expect, test } from "vitest";
import { chunkTrouble } from "../../src/load/chunk-check.ts";
import { chunkLine, chunksFromCsv, chunksHeader } from "../../src/load/chunks-csv.ts";
import type { ChunkTimes, Sample } from "../../src/model/sample.ts";

const TIMES: readonly ChunkTimes[] = [
  { rung: 1, index: 0, steps: [101_500, 10_000, 0, 12_250] },
  { rung: 1, index: 1, lap: 2, steps: [] },
];
const ANSWER: Sample = {
  ...{ host: "mac-01", rung: 1, index: 0, sent: 7.25, end: 140, outcome: "ok", status: 200, error: "" },
  ...{ firstToken: 108.75, lastToken: 131, chunks: 4, gapMax: 12.25, gapMean: 7.417 },
};
const SILENCE: Sample = {
  ...{ host: "mac-01", rung: 1, index: 1, lap: 2, sent: 150, end: 151, chunks: 0 },
  ...{ outcome: "refused", status: 0, error: "ECONNRESET" },
};

test("the times of chunks come back as they went", () => {
  expect(chunksFromCsv(chunksHeader + TIMES.map(chunkLine).join(""))).toEqual(TIMES);
});

test("steps that are no numbers are told with their line", () => {
  const text = `${chunksHeader}1,0,,10 20\n1,1,,10 x\n`;
  expect(() => chunksFromCsv(text)).toThrow(/chunks\.csv:3: steps cannot be read/);
});

describe("chunks and samples", () => {
  test("that tell the same story", () => {
    expect(chunkTrouble([ANSWER, SILENCE], TIMES)).toBeUndefined();
  });

  test.each<[string, Partial<Sample>]>([
    ["another first token", { firstToken: 98.75 }],
    ["another last token", { lastToken: 131.5 }],
    ["a smaller gap", { gapMax: 11 }],
    ["more chunks", { chunks: 5 }],
    ["another request", { index: 7 }],
  ])("%s is found", (_, changes) => {
    expect(chunkTrouble([{ ...ANSWER, ...changes }, SILENCE], TIMES)).toMatch(/is another than in samples/);
  });

  test.each<[string, readonly ChunkTimes[], RegExp]>([
    ["a request that is missing", TIMES.slice(1), /^1 requests, and 2 in samples\.csv$/],
    ["one that stands there twice", [...TIMES, ...TIMES], /twice/],
  ])("%s is found", (_, times, trouble) => {
    expect(chunkTrouble([ANSWER, SILENCE], times)).toMatch(trouble);
  });
});
