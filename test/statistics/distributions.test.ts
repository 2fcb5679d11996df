import { expect, test } from "vitest";
import { incompleteBeta, logGamma } from "../../src/statistics/beta.ts";
import { binomialAtMost, studentQuantile } from "../../src/statistics/distributions.ts";

test.each([
  { x: 0.5, is: Math.log(Math.sqrt(Math.PI)) },
  { x: 1, is: 0 },
  { x: 6, is: Math.log(120) },
  { x: 171, is: 706.573062245787 },
])("ln gamma($x)", ({ x, is }) => {
  expect(logGamma(x)).toBeCloseTo(is, 9);
});

test.each([
  { x: 0.5, a: 2, b: 3, is: 0.6875 },
  { x: 0.2, a: 1, b: 5, is: 1 - 0.8 ** 5 },
  { x: 0.95, a: 72, b: 1, is: 0.95 ** 72 },
  { x: 0, a: 2, b: 2, is: 0 },
  { x: 1, a: 2, b: 2, is: 1 },
])("I_$x($a, $b)", ({ x, a, b, is }) => {
  expect(incompleteBeta(x, a, b)).toBeCloseTo(is, 12);
});

/** Every term by itself. */
function summed(k: number, n: number, p: number): number {
  let [term, sum] = [(1 - p) ** n, 0];
  for (let i = 0; i <= k; i += 1) {
    sum += term;
    term *= ((n - i) / (i + 1)) * (p / (1 - p));
  }
  return sum;
}

test.each([
  { k: 3, n: 10, p: 0.5 },
  { k: 71, n: 72, p: 0.95 },
  { k: 148, n: 160, p: 0.95 },
  { k: 0, n: 20, p: 0.05 },
])("at most $k of $n at $p, against the sum of the terms", ({ k, n, p }) => {
  expect(binomialAtMost(k, n, p)).toBeCloseTo(summed(k, n, p), 10);
});

// Student, Biometrika 1908; the usual table.
test.each([
  { p: 0.975, freedom: 1, is: 12.706 },
  { p: 0.975, freedom: 9, is: 2.262 },
  { p: 0.95, freedom: 30, is: 1.697 },
  { p: 0.995, freedom: 120, is: 2.617 },
])("t of $p with $freedom degrees", ({ p, freedom, is }) => {
  expect(studentQuantile(p, freedom)).toBeCloseTo(is, 3);
});
