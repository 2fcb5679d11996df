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

const quiet = (seen: Climb): Climb => ({ ...seen, signals: [] });
const uncounted = (seen: Climb): Climb => ({
  ...seen,
  samples: seen.samples.map(({ outputTokens: _, ...sample }) => sample),
});
const heldTwo = (seen: Climb): Climb => ({
  ...seen,
  doubts: seen.doubts.map((doubt) => (doubt.rung === 4 ? { ...doubt, inFlight: 2 } : doubt)),
});

describe("nothing is proven", () => {
  test.each([
    {
      why: "20 requests cannot carry a p95",
      seen: climb({ requests: 20 }),
      text: "ttft.p95 <= 9 s",
      says: /needs 72/,
    },
    { why: "80 requests cannot carry a p99", seen: climb(), text: "ttft.p99 <= 9 s", says: /needs 368/ },
    {
      why: "rung 1 was not climbed",
      seen: climb({ rungs: [2, 4] }),
      text: "ttft.p95 <= 3 x baseline",
      says: /no baseline/,
    },
    {
      why: "only the baseline was climbed",
      seen: climb({ rungs: [1] }),
      text: "ttft.p95 <= 3 x baseline",
      says: /no rung/,
    },
    {
      why: "rung 1 is its own baseline",
      seen: climb(),
      text: "ttft.p95 <= 3 x baseline at 1",
      says: /no rung/,
    },
    {
      why: "the rung is not on the ladder",
      seen: climb(),
      text: "ttft.p95 <= 9 s at 16",
      says: /rung 16 was not climbed/,
    },
    {
      why: "errors of a rung that is not there",
      seen: climb(),
      text: "errors == 0 at 16",
      says: /no request/,
    },
    {
      why: "a rung is missing",
      seen: without(climb(), ({ rung }) => rung === 4),
      text: "errors == 0",
      says: /stopped early: rung 4 has 0 of 80/,
    },
    {
      why: "one request is missing",
      seen: without(climb(), ({ index }) => index === 79),
      text: "errors == 0",
      says: /79 of 80/,
    },
    {
      why: "no signal was read",
      seen: quiet(climb()),
      text: "swap.growth <= 2 GiB",
      says: /swapUsed was not read/,
    },
    {
      why: "the client was busy",
      seen: climb({ loopDelay: (rung) => (rung === 4 ? 64 : 2) }),
      text: "ttft.p95 <= 9 s",
      says: /event-loop delay p99 64 ms/,
    },
    {
      why: "the client was busy at the baseline",
      seen: climb({ loopDelay: (rung) => (rung === 1 ? 64 : 2) }),
      text: "ttft.p95 <= 3 x baseline at 4",
      says: /busy at rung 1/,
    },
    {
      why: "the delay is not a number",
      seen: climb({ loopDelay: () => Number.NaN }),
      text: "ttft.p95 <= 9 s",
      says: /busy/,
    },
    {
      why: "half of the streams were idle",
      seen: heldTwo(climb()),
      text: "ttft.p95 <= 9 s",
      says: /2\.0 streams in flight/,
    },
    {
      why: "the probe kept silent about itself",
      seen: { ...climb(), doubts: [] },
      text: "ttft.p95 <= 9 s",
      says: /said nothing about itself/,
    },
    {
      why: "the server counted no tokens",
      seen: uncounted(climb()),
      text: "throughput >= 0 tok/s",
      says: /counted no tokens/,
    },
    {
      why: "a request of another host",
      seen: { ...climb(), host: "mac-02" },
      text: "errors == 0",
      says: /not of mac-02/,
    },
    {
      why: "a rung outside the contract",
      seen: { ...climb(), contract: { ...climb().contract, rungs: [1, 2] } },
      text: "errors == 0",
      says: /rung 4 is not in the contract/,
    },
  ])("$why", ({ seen, text, says }) => {
    const result = verdictOf(seen, text);
    expect(result.verdict).toBe("unproven");
    expect(result.reasons.join()).toMatch(says);
  });

  test("a request that is counted twice replaces none", () => {
    const whole = climb();
    const twice = whole.samples.map((sample) => (sample.index === 5 ? { ...sample, index: 4 } : sample));
    expect(verdictOf({ ...whole, samples: twice }, "errors == 0").reasons.join()).toContain(
      "rung 1 counts a request twice",
    );
  });

  test("a signal that went unread for seven seconds of a rung", () => {
    const whole = climb();
    const gap = whole.signals.filter(({ rung, at }) => rung !== 4 || at % 1e6 < 1000 || at % 1e6 > 8000);
    const result = verdictOf({ ...whole, signals: gap }, "pressure == 1");
    expect(result).toMatchObject({
      verdict: "unproven",
      reasons: [expect.stringMatching(/unread for \d+ ms at rung 4/)],
    });
  });

  test("no rules, no promise", () => {
    expect(verdictOf(climb())).toMatchObject({
      verdict: "unproven",
      findings: [],
      reasons: [expect.stringMatching(/no gate rules/)],
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
