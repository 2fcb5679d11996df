import fc from "fast-check";
import { expect, test } from "vitest";
import { chance } from "../../bench/truth/chance.ts";
import { correlationTime } from "../../src/statistics/correlation-time.ts";
import { holm } from "../../src/statistics/holm.ts";
import { LEVEL } from "../../src/statistics/interval.ts";
import { quantileEstimate } from "../../src/statistics/quantile-estimate.ts";
import { ratioEstimate } from "../../src/statistics/ratio-estimate.ts";
import { wealth } from "../../src/statistics/wager.ts";

const latencies = fc.array(fc.double({ min: 1, max: 1e5, noNaN: true }), { minLength: 1, maxLength: 200 });
const share = fc.constantFrom(0.5, 0.95, 0.99);
const level = fc.double({ min: 1e-6, max: 0.4, noNaN: true });

test("the interval encloses its point, and grows as the level falls", () => {
  fc.assert(
    fc.property(latencies, share, level, level, (series, q, a, b) => {
      const estimate = quantileEstimate(series, q);
      const [narrow, wide] = [estimate?.at(Math.max(a, b)), estimate?.at(Math.min(a, b))];
      expect(narrow?.low).toBeLessThanOrEqual(estimate?.point ?? Number.NaN);
      expect(narrow?.high).toBeGreaterThanOrEqual(estimate?.point ?? Number.NaN);
      expect(wide?.low).toBeLessThanOrEqual(narrow?.low ?? Number.NaN);
      expect(wide?.high).toBeGreaterThanOrEqual(narrow?.high ?? Number.NaN);
    }),
  );
});

test("fewer requests than the least never give a p95 an upper end below the largest value by chance alone", () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: 1, max: 1e5, noNaN: true }), { minLength: 1, maxLength: 71 }),
      (series) => {
        expect(quantileEstimate(series, 0.95)?.at(LEVEL).high).toBe(Infinity);
      },
    ),
  );
});

test("a host twice as slow has the same ratio to a baseline twice as slow", () => {
  fc.assert(
    fc.property(latencies, latencies, share, (over, under, q) => {
      const ratio = (factor: number) => {
        const [a, b] = [over, under].map((series) =>
          quantileEstimate(
            series.map((one) => one * factor),
            q,
          ),
        );
        return a && b && ratioEstimate(a, b).at(LEVEL);
      };
      const [once, twice] = [ratio(1), ratio(2)];
      expect(twice?.point).toBeCloseTo(once?.point ?? Number.NaN, 6);
      expect((twice?.low ?? 0) / (once?.low || 1)).toBeCloseTo(once?.low ? 1 : 0, 6);
    }),
  );
});

test("correlation time is never below one, and knows no scale", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 1 }), { minLength: 2, maxLength: 100 }), (series) => {
      const tau = correlationTime(series);
      expect(tau).toBeGreaterThanOrEqual(1);
      expect(correlationTime(series.map((one) => 7 - 3 * one))).toBeCloseTo(tau, 6);
    }),
    { examples: [[[1, 1, 1, 0, 0, 1, 0, 0, 0, 0]]] },
  );
});

test("Holm rejects at least what Bonferroni does, and nothing that stands alone", () => {
  const ps = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 12 });
  fc.assert(
    fc.property(ps, (values) => {
      const fallen = holm(
        values.map((value) => (at: number) => value <= at),
        0.05,
      );
      for (const [index, value] of values.entries()) {
        if (value <= 0.05 / values.length) expect(fallen[index]).toBe(true);
        if (value > 0.05) expect(fallen[index]).toBe(false);
      }
    }),
  );
});

test("at the limit a bet is as likely to lose what it wins: wealth keeps its mean", () => {
  const counts = fc.record({ hits: fc.nat(20), misses: fc.nat(200) });
  const claim = fc.constantFrom("above" as const, "below" as const);
  fc.assert(
    fc.property(
      counts,
      claim,
      fc.double({ min: 0.01, max: 0.5, noNaN: true }),
      ({ hits, misses }, side, limit) => {
        const tries = hits + misses;
        const before = wealth({ hits, tries }, side, limit);
        const after =
          limit * wealth({ hits: hits + 1, tries: tries + 1 }, side, limit) +
          (1 - limit) * wealth({ hits, tries: tries + 1 }, side, limit);
        if (side === "below" || 8 * limit < 1) expect(after / before).toBeCloseTo(1, 9);
      },
    ),
  );
});

/** How often an interval of 95 % holds the true p95 of a lognormal series that remembers. */
function coverage(memory: number, requests: number): number {
  const { normal } = chance(11);
  const truth = Math.exp(0.5 * 1.6448536269514722);
  const runs = 300;
  let held = 0;
  for (let run = 0; run < runs; run += 1) {
    let noise = normal();
    const series = Array.from({ length: requests }, () => {
      noise = memory * noise + Math.sqrt(1 - memory * memory) * normal();
      return Math.exp(0.5 * noise);
    });
    const { low, high } = quantileEstimate(series, 0.95)?.at(LEVEL) ?? { low: truth + 1, high: 0 };
    held += low <= truth && truth <= high ? 1 : 0;
  }
  return held / runs;
}

test.each([
  { memory: 0, requests: 100, least: 0.95 },
  { memory: 0, requests: 300, least: 0.94 },
  { memory: 0.6, requests: 300, least: 0.92 },
])(
  "an interval of 95 % holds the truth that often: memory $memory, $requests requests",
  ({ memory, requests, least }) => {
    expect(coverage(memory, requests)).toBeGreaterThanOrEqual(least);
  },
);
