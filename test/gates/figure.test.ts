import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { digitsApart, figure } from "../../src/gates/figure.ts";
import { judge } from "../../src/gates/judge.ts";
import { parsedRule } from "../../src/inventory/rule.ts";
import { measure } from "../../src/load/measure.ts";
import type { Metric } from "../../src/model/rule.ts";
import { climb, type Story } from "./climbs.ts";

const GIB = 1024 ** 3;

describe("what is shown beside a limit", () => {
  test.each<{ metric: Metric; limit: number; value: number; shown: readonly [string, string] }>([
    { metric: "swap.growth", limit: 2 * GIB, value: 3 * GIB, shown: ["2.0 GiB", "3.0 GiB"] },
    { metric: "swap.growth", limit: 2 * GIB, value: 2.02 * GIB, shown: ["2.00 GiB", "2.02 GiB"] },
    { metric: "swap.growth", limit: 2 * GIB, value: 2 * GIB + 4096, shown: ["2147483648 B", "2147487744 B"] },
    { metric: "swap.growth", limit: 2 * GIB, value: 2 * GIB, shown: ["2.0 GiB", "2.0 GiB"] },
    { metric: "ttft.p95", limit: 400, value: 400.3, shown: ["400.0 ms", "400.3 ms"] },
    { metric: "ttft.p95", limit: 99.96, value: 100.01, shown: ["99.96 ms", "100.0 ms"] },
    { metric: "ttft.p95", limit: 12_300, value: 12_310, shown: ["12.30 s", "12.31 s"] },
    { metric: "ttft.p95", limit: 245_000, value: 245_040, shown: ["4m 05.00s", "4m 05.04s"] },
    { metric: "throughput", limit: 40, value: 39.97, shown: ["40.00 tok/s", "39.97 tok/s"] },
    { metric: "jobs", limit: 400, value: 399.999, shown: ["400.000 jobs/h", "399.999 jobs/h"] },
    { metric: "errors", limit: 0, value: 1, shown: ["0", "1"] },
  ])("$metric: $value of $limit is shown as $shown", ({ metric, limit, value, shown }) => {
    const more = digitsApart(metric, limit, [value]);
    expect([figure(metric, limit, more), figure(metric, value, more)]).toEqual(shown);
  });

  test("looks the same only where it is the same, to the microsecond and the byte", () => {
    const near = fc.record({
      limit: fc.integer({ min: 1, max: 2 ** 36 }),
      by: fc.integer({ min: 1, max: 1000 }),
    });
    fc.assert(
      fc.property(near, fc.constantFrom<Metric>("swap.growth", "ttft.p95"), ({ limit, by }, metric) => {
        const unit = metric === "ttft.p95" ? 1000 : 1;
        const [a, b] = [limit / unit, (limit + by) / unit];
        const more = digitsApart(metric, a, [b]);
        expect(figure(metric, a, more)).not.toBe(figure(metric, b, more));
      }),
    );
  });
});

const found = (story: Story, text: string) => {
  const seen = climb(story);
  return judge(seen, measure(seen), { rules: [parsedRule(text)] }).findings[0];
};

describe("a finding", () => {
  test("that fails by little shows by how much, in its reason as well", () => {
    const story = { swap: (rung: number) => (rung === 4 ? 3.01 * GIB : GIB) };
    expect(found(story, "swap.growth <= 2 GiB")).toMatchObject({
      ...{ verdict: "fail", wanted: "<= 2.00 GiB", saw: "2.01 GiB" },
      reason: "swap.growth was 2.01 GiB over the climb, wanted <= 2.00 GiB",
    });
  });

  test("that is undecided by little shows an interval beyond the limit", () => {
    const story = { ttft: (rung: number, index: number) => (rung === 4 && index % 16 === 3 ? 400.3 : 399.6) };
    expect(found(story, "ttft.p95 <= 400 ms at 4")).toMatchObject({
      ...{ verdict: "unproven", interval: "399.6 ms to 400.3 ms" },
      reason: expect.stringContaining(
        "lies within 399.6 ms to 400.3 ms: not enough to tell whether it is <= 400.0 ms",
      ),
    });
  });
});
