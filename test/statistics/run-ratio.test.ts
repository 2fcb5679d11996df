import { expect, test } from "vitest";
import { LEVEL } from "../../src/statistics/interval.ts";
import { runRatio } from "../../src/statistics/run-ratio.ts";

/** Worked out with scipy 1.x: `ttest_ind(log a, log b, equal_var=False)`, and Student's t with three degrees of freedom. */
test.each([
  {
    says: "two groups",
    over: [110, 120, 115, 130, 118],
    under: [100, 104, 98, 101],
    wanted: [1.1756396614733984, 1.0899703961605713, 1.2680423417900568],
  },
  {
    says: "one run beside four borrows their spread",
    over: [120],
    under: [100, 104, 98, 101],
    wanted: [1.1913408918343025, 1.0909688849243118, 1.3009473873812794],
  },
])("$says", ({ over, under, wanted }) => {
  const { point, low, high } = runRatio(over, under)?.at(LEVEL) ?? {};
  for (const [index, value] of [point, low, high].entries()) expect(value).toBeCloseTo(wanted[index] ?? 0, 6);
});

test.each([
  { says: "one run each", over: [120], under: [100] },
  { says: "a value of zero", over: [120, 0], under: [100, 101] },
  { says: "a value without end", over: [120, Infinity], under: [100, 101] },
])("$says gives no ratio", ({ over, under }) => {
  expect(runRatio(over, under)).toBeUndefined();
});

test("runs that are exactly alike leave nothing open", () => {
  expect(runRatio([2, 2], [1, 1])?.at(LEVEL)).toEqual({ point: 2, low: 2, high: 2 });
});
