import { describe, expect, test } from "vitest";
import { ratesOf } from "../../src/model/rates.ts";
import type { Sample } from "../../src/model/sample.ts";
import { steadyOf } from "../../src/model/steady.ts";

/** An answer of 50 tokens that came from one moment to another, ms. */
const answer = (firstToken: number, lastToken: number, rest: Partial<Sample> = {}): Sample => ({
  ...{ host: "h", rung: 1, index: 0, sent: firstToken, firstToken, lastToken, end: lastToken, chunks: 50 },
  ...{ outputTokens: 50, outcome: "ok", status: 200, error: "", ...rest },
});

const WHOLE = [{ from: 0, until: 100 }];

describe("what counts of an answer in a steady part of 100 ms", () => {
  // Welch's window: 6u(1-u) at a moment u of it, 3u^2 - 2u^3 up to there.
  test.each([
    { says: "all of what fills it", sample: answer(0, 100), tokens: 50 },
    { says: "half of what begins as long before", sample: answer(-50, 50), tokens: 25 },
    { says: "half of what fills it twice", sample: answer(-50, 150), tokens: 25 },
    { says: "a quarter of it at its start by 10/64", sample: answer(0, 25), tokens: 50 * 4 * (10 / 64) },
    { says: "one and a half times what comes in its middle at once", sample: answer(50, 50), tokens: 75 },
    { says: "nothing at its edge", sample: answer(100, 100), tokens: 0 },
    { says: "nothing of what came before", sample: answer(-90, -10), tokens: 0 },
    { says: "nothing of what failed", sample: answer(0, 100, { outcome: "cut-short" }), tokens: 0 },
  ])("$says", ({ sample, tokens }) => {
    const { throughput = Number.NaN, jobs = Number.NaN } = ratesOf([sample], WHOLE);
    expect(throughput).toBeCloseTo(tokens / 0.1, 9);
    expect(jobs).toBeCloseTo((tokens / 50) * 36_000, 6);
  });

  test("an answer that comes whole counts at its end", () => {
    const { firstToken: _, lastToken: __, ...vector } = answer(10, 50);
    expect(ratesOf([vector], WHOLE).throughput).toBeCloseTo(750, 9);
  });

  test("two laps count by their time together", () => {
    const laps = [...WHOLE, { from: 1000, until: 1300 }];
    expect(ratesOf([answer(0, 100), answer(1000, 1300)], laps).throughput).toBeCloseTo(100 / 0.4, 9);
  });

  test("without a steady part there is no rate", () => {
    expect(ratesOf([answer(0, 100)], [])).toEqual({});
  });
});

describe("a rung is steady", () => {
  const at = (sent: number, end: number, planned?: number): Sample =>
    answer(sent, end, planned === undefined ? {} : { planned });

  test.each([
    {
      says: "from its last stream to its last request",
      samples: [at(0, 90), at(10, 50), at(50, 80), at(80, 200)],
    },
    { says: "in an open loop from its first request", samples: [at(10, 30, 10), at(80, 90, 80)] },
  ])("$says", ({ samples }) => {
    expect(steadyOf(samples, 2)).toEqual([{ from: 10, until: 80 }]);
  });

  test("never where each stream sends once", () => {
    expect(steadyOf([at(0, 90), at(10, 50)], 2)).toEqual([]);
  });
});
