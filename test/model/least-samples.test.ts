import { expect, test } from "vitest";
import { LEAST_SAMPLES } from "../../src/model/least-samples.ts";
import { requestsAt } from "../../src/model/looks.ts";

test.each([
  ["p95", 0.95],
  ["p99", 0.99],
] as const)(
  "%s stands behind the fewest samples that bound it from above with 97.5 %% certainty",
  (name, q) => {
    const least = LEAST_SAMPLES[name];
    expect(q ** least).toBeLessThanOrEqual(0.025);
    expect(q ** (least - 1)).toBeGreaterThan(0.025);
  },
);

test("a median needs ten samples, more than its bound", () => {
  expect(LEAST_SAMPLES.p50).toBe(10);
  expect(0.5 ** LEAST_SAMPLES.p50).toBeLessThanOrEqual(0.025);
});

test.each([
  [80, 1, 80],
  [80, 40, 80],
  [80, 41, 82],
  [1, 8, 16],
])("a contract of %i requests asks at rung %i for %i", (requests, rung, wanted) => {
  expect(requestsAt({ requests }, rung)).toBe(wanted);
});
