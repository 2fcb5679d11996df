import { describe, expect, test } from "vitest";
import { judge } from "../../src/gates/judge.ts";
import { measure } from "../../src/load/measure.ts";
import type { Climb } from "../../src/model/sample.ts";
import { climb, without } from "./climbs.ts";
import { rule } from "./rules.ts";

const GIB = 1024 ** 3;
const verdictOf = (seen: Climb, ...texts: readonly string[]) => judge(seen, measure(seen), texts.map(rule));
const one = (seen: Climb, text: string) => verdictOf(seen, text).findings[0];

const slowAt4 = climb({ ttft: (rung) => (rung === 4 ? 500 : 100) });
const swapping = climb({ swap: (rung) => (rung === 4 ? 4 * GIB : GIB) });
const flaky = climb({ fails: (rung, index) => rung === 4 && index % 10 === 3 });

describe("a rule that holds", () => {
  test.each([
    "ttft.p50 <= 200 ms",
    "ttft.p95 <= 3 x baseline at 4",
    "ttft.p95 <= 3 x baseline",
    "completion.p95 < 2 s",
    "gap.p95 <= 40 ms",
    "throughput >= 20 tok/s",
    "throughput >= 0.9 x baseline",
    "errors == 0",
    "rss.peak <= 3 GiB",
    "footprint.peak <= 5 GiB at 2",
    "swap.growth <= 2 GiB",
    "pressure == 1",
    "thermal <= 1",
  ])("%s", (text) => {
    expect(verdictOf(climb(), text)).toMatchObject({ verdict: "pass", reasons: [] });
  });
});

describe("a rule that is broken", () => {
  test.each([
    { seen: slowAt4, text: "ttft.p95 <= 3 x baseline at 4", saw: "500 ms", wanted: "<= 300 ms (3 x 100 ms)" },
    { seen: slowAt4, text: "ttft.p95 <= 450 ms", saw: "500 ms", wanted: "<= 450 ms" },
    { seen: swapping, text: "swap.growth <= 2 GiB", saw: "3.0 GiB", wanted: "<= 2.0 GiB" },
    { seen: swapping, text: "swap.growth <= 2 GiB at 4", saw: "3.0 GiB", wanted: "<= 2.0 GiB" },
    { seen: flaky, text: "errors == 0", saw: "8", wanted: "== 0" },
    { seen: flaky, text: "ttft.p95 <= 9 s at 4", saw: "no end", wanted: "<= 9.0 s" },
    { seen: flaky, text: "ttft.p95 >= 1 ms at 4", saw: "no end", wanted: ">= 1.0 ms" },
    { seen: climb(), text: "pressure == 2", saw: "normal", wanted: "== warning" },
    { seen: climb(), text: "throughput >= 900 tok/s", saw: "63.4 tok/s", wanted: ">= 900.0 tok/s" },
  ])("$text: saw $saw", ({ seen, text, saw, wanted }) => {
    expect(one(seen, text)).toMatchObject({
      verdict: "fail",
      saw,
      wanted,
      reason: expect.stringMatching(/\S/),
    });
  });

  test("names the rung, what was seen and how much stands behind it", () => {
    expect(one(slowAt4, "ttft.p95 <= 450 ms")).toEqual({
      rule: "ttft.p95 <= 450 ms",
      verdict: "fail",
      wanted: "<= 450 ms",
      saw: "500 ms",
      evidence: "80 requests at rung 4, 0 failed",
      reason: "ttft.p95 was 500 ms at rung 4, wanted <= 450 ms",
    });
  });
});

describe("one verdict of many findings", () => {
  test("fail beats unproven, and its reason comes first", () => {
    const result = verdictOf(flaky, "ttft.p99 <= 9 s", "pressure == 1", "errors == 0");
    expect(result.verdict).toBe("fail");
    expect(result.reasons[0]).toBe("errors was 8 over the climb, wanted == 0");
  });

  test("unproven beats pass", () => {
    expect(verdictOf(climb(), "errors == 0", "ttft.p99 <= 9 s").verdict).toBe("unproven");
  });

  test("errors above the limit stay a failure when the climb was cut off", () => {
    const cut = without(flaky, ({ rung, index }) => rung === 4 && index > 40);
    expect(verdictOf(cut, "errors == 0").verdict).toBe("fail");
  });

  test("a slow rung of a busy client is not the server's failure", () => {
    const busy = climb({ ttft: (rung) => (rung === 4 ? 900 : 100), loopDelay: () => 300 });
    expect(verdictOf(busy, "ttft.p95 <= 450 ms").verdict).toBe("unproven");
  });
});
