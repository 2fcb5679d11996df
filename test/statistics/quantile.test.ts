import { expect, test } from "vitest";
import { quantiles } from "../../src/load/quantiles.ts";
import { LEAST_SAMPLES } from "../../src/model/least-samples.ts";
import { quantile, sorted } from "../../src/statistics/quantile.ts";

const oneTo = (n: number) => Array.from({ length: n }, (_, index) => index + 1);

test.each([
  { says: "no values, no quantile", values: [], q: 0.5, is: undefined },
  { says: "one value is every quantile", values: [7], q: 0.99, is: 7 },
  { says: "the median of four is the second, not a mean", values: [4, 1, 3, 2], q: 0.5, is: 2 },
  { says: "p95 of 20 is the 19th", values: oneTo(20), q: 0.95, is: 19 },
  { says: "p95 of 80 is the 76th", values: oneTo(80), q: 0.95, is: 76 },
  { says: "p99 of 100 is the 99th", values: oneTo(100), q: 0.99, is: 99 },
  { says: "p99 of 80 is only the slowest", values: oneTo(80), q: 0.99, is: 80 },
  { says: "a tenth that failed makes p95 infinite", values: [...oneTo(9), Infinity], q: 0.95, is: Infinity },
  { says: "but not the median", values: [...oneTo(9), Infinity], q: 0.5, is: 5 },
])("$says", ({ values, q, is }) => {
  expect(quantile(sorted(values), q)).toBe(is);
});

test("numbers are ranked as numbers", () => {
  expect(sorted([10, 9, 100])).toEqual([9, 10, 100]);
});

test("NaN is refused", () => {
  expect(() => sorted([1, Number.NaN])).toThrow(RangeError);
});

test("a percentile that falls on a failure is left out, so that JSON keeps the difference", () => {
  const seen = quantiles([...oneTo(9), Infinity]);
  expect(JSON.parse(JSON.stringify(seen))).toEqual({ p50: 5 });
});

test.each([
  { name: "p95", q: 0.95 },
  { name: "p99", q: 0.99 },
] as const)("the least number for $name follows from q^n <= 0.025", ({ name, q }) => {
  expect(LEAST_SAMPLES[name]).toBe(Math.ceil(Math.log(0.025) / Math.log(q)));
});
