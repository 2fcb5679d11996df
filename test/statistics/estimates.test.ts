import { describe, expect, test } from "vitest";
import { correlationTime } from "../../src/statistics/correlation-time.ts";
import { holm } from "../../src/statistics/holm.ts";
import { LEVEL } from "../../src/statistics/interval.ts";
import { quantileEstimate } from "../../src/statistics/quantile-estimate.ts";
import { rateEstimate } from "../../src/statistics/rate-estimate.ts";
import { ratioEstimate } from "../../src/statistics/ratio-estimate.ts";
import { levelOf } from "../../src/statistics/repeated-looks.ts";
import { wealth } from "../../src/statistics/wager.ts";

/** 1 .. n, so spread that large values stand far from each other. */
function spread(n: number): readonly number[] {
  const greatest = (a: number, b: number): number => (b === 0 ? a : greatest(b, a % b));
  let step = Math.round(n * 0.618);
  while (greatest(n, step) > 1) step += 1;
  return Array.from({ length: n }, (_, index) => ((index * step) % n) + 1);
}

describe("order-statistic interval", () => {
  // Hahn and Meeker, Statistical Intervals, table A.15: distribution-free 95 % intervals for a percentile.
  test.each([
    { n: 71, q: 0.95, low: 63, high: Infinity },
    { n: 72, q: 0.95, low: 64, high: 72 },
    { n: 367, q: 0.99, low: 359, high: Infinity },
    { n: 368, q: 0.99, low: 360, high: 368 },
  ])("of the quantile $q of $n values", ({ n, q, low, high }) => {
    expect(quantileEstimate(spread(n), q)?.at(LEVEL)).toMatchObject({ low, high });
  });

  test("of the median of 100 values", () => {
    const fro = Array.from({ length: 100 }, (_, index) => (index % 2 === 0 ? 1 : 51) + Math.floor(index / 2));
    expect(quantileEstimate(fro, 0.5)?.at(LEVEL)).toEqual({ point: 50, low: 40, high: 61 });
  });

  test("is wider where neighbours say the same", () => {
    const clumped = spread(100).flatMap((value) => [value, value, value, value]);
    const alone = quantileEstimate(spread(400), 0.95);
    const together = quantileEstimate(clumped, 0.95);
    expect(alone?.effective).toBe(400);
    expect(together?.effective).toBeGreaterThan(80);
    expect(together?.effective).toBeLessThan(130);
  });

  test("of nothing is none", () => {
    expect(quantileEstimate([], 0.5)).toBeUndefined();
  });
});

test.each([
  { says: "what never changes", series: [1, 1, 1], tau: 1 },
  { says: "what swings to and fro", series: [0, 1, 0, 1, 0, 1], tau: 1 },
])("correlation time of $says is $tau", ({ series, tau }) => {
  expect(correlationTime(series)).toBe(tau);
});

test("MOVER: with a baseline known exactly the ratio is as uncertain as what stands over it", () => {
  const exact = { point: 100, effective: 9, at: () => ({ point: 100, low: 100, high: 100 }) };
  const vague = { point: 300, effective: 9, at: () => ({ point: 300, low: 200, high: 600 }) };
  const { low, high } = ratioEstimate(vague, exact).at(LEVEL);
  expect(low).toBeCloseTo(2, 9);
  expect(high).toBeCloseTo(6, 9);
  const both = ratioEstimate(vague, vague).at(LEVEL);
  expect(both.high).toBeCloseTo(Math.exp(Math.hypot(Math.log(2), Math.log(1.5))), 9);
});

test("a rate is as certain as its answers are even", () => {
  const even = Array.from({ length: 20 }, () => ({ amount: 32, time: 400 }));
  const uneven = even.map((one, index) => ({ ...one, time: index % 2 === 0 ? 200 : 600 }));
  expect(rateEstimate(80, [even])?.at(LEVEL)).toEqual({ point: 80, low: 80, high: 80 });
  const { low = 0, high = 0 } = rateEstimate(80, [uneven])?.at(LEVEL) ?? {};
  expect(low).toBeLessThan(65);
  expect(high).toBeGreaterThan(95);
  expect(rateEstimate(80, [even.slice(0, 2)])).toBeUndefined();
});

describe("Holm", () => {
  /** A hypothesis with this p-value. */
  const p = (value: number) => (level: number) => value <= level;

  // Holm's own example has this shape: 0.01 <= 0.05/4, 0.012 <= 0.05/3, 0.02 <= 0.05/2, 0.06 > 0.05/1.
  test.each([
    { ps: [0.06, 0.012, 0.01, 0.02], falls: [false, true, true, true] },
    { ps: [0.02, 0.02, 0.02], falls: [false, false, false] },
    { ps: [0.001, 0.03, 0.03], falls: [true, false, false] },
    { ps: [], falls: [] },
  ])("$ps", ({ ps, falls }) => {
    expect(holm(ps.map(p), 0.05)).toEqual(falls);
  });
});

describe("a bet", () => {
  test.each([
    { says: "what is at the limit wins nothing", hits: 20, tries: 400, claim: "above", won: false },
    { says: "nor does it win the other bet", hits: 20, tries: 400, claim: "below", won: false },
    { says: "a quarter beyond it is seen in 40", hits: 10, tries: 40, claim: "above", won: true },
    { says: "one in a hundred is seen in 180", hits: 1, tries: 180, claim: "below", won: true },
    { says: "nothing in 60 proves nothing", hits: 0, tries: 60, claim: "below", won: false },
    { says: "nothing in 100 does", hits: 0, tries: 100, claim: "below", won: true },
    { says: "a hundred that are worth fifty do not", hits: 0, tries: 50, claim: "below", won: false },
  ] as const)("$says", ({ hits, tries, claim, won }) => {
    expect(wealth({ hits, tries }, claim, 0.05) >= 40).toBe(won);
  });

  test("starts with one", () => {
    expect(wealth({ hits: 0, tries: 0 }, "above", 0.05)).toBe(1);
  });

  /** Wealth times its chance over one more try is the wealth before: the odds are fair. */
  test.each(["above", "below"] as const)("%s is fair at the limit", (claim) => {
    const before = wealth({ hits: 3, tries: 40 }, claim, 0.05);
    const hit = wealth({ hits: 4, tries: 41 }, claim, 0.05);
    const miss = wealth({ hits: 3, tries: 41 }, claim, 0.05);
    expect(0.05 * hit + 0.95 * miss).toBeCloseTo(before, 12);
  });
});

describe("several looks", () => {
  test("the first may spend two thirds, which 80 requests without a miss just satisfy", () => {
    expect(levelOf(0)).toBeCloseTo(LEVEL * (2 / 3), 12);
    expect(0.95 ** 80).toBeLessThan(levelOf(0));
  });

  test("and all together no more than one look", () => {
    const spent = Array.from({ length: 30 }, (_, look) => levelOf(look)).reduce(
      (sum, level) => sum + level,
      0,
    );
    expect(spent).toBeLessThanOrEqual(LEVEL);
    expect(spent).toBeGreaterThan(0.999 * LEVEL);
  });
});
