import { expect, test } from "vitest";
import { itls } from "../../src/model/latency.ts";
import type { Sample } from "../../src/model/sample.ts";

/** 64 tokens at 50 ms each, in so many chunks of one size: the first comes when its last token is made. */
const answer = (chunks: number): Sample => {
  const [each, made] = [64 / chunks, 64 * 50];
  return {
    ...{ host: "mac-01", rung: 1, index: 0, sent: 0, end: made, chunks, outputTokens: 64 },
    ...{ firstToken: each * 50, lastToken: made, outcome: "ok", status: 200, error: "" },
  };
};

test.each([2, 4, 16, 64])("the time between tokens is the same in %i chunks", (chunks) => {
  expect(itls([answer(chunks)])).toEqual([50]);
});

test("an answer in one chunk tells no time between tokens, and a failed one has no end", () => {
  expect(itls([answer(1)])).toEqual([]);
  expect(itls([{ ...answer(4), outcome: "timeout" }])).toEqual([Infinity]);
});
