import { describe, expect, test } from "vitest";
import { judge } from "../../src/gates/judge.ts";
import { parsedRule } from "../../src/inventory/rule.ts";
import { measure } from "../../src/load/measure.ts";
import type { Climb } from "../../src/model/climb.ts";
import { climb, without } from "./climbs.ts";
import { rule } from "./rules.ts";

const GIB = 1024 ** 3;
const verdictOf = (seen: Climb, ...texts: readonly string[]) =>
  judge(seen, measure(seen), { rules: texts.map(rule) });
const one = (seen: Climb, text: string) => verdictOf(seen, text).findings[0];

const slowAt4 = climb({ ttft: (rung) => (rung === 4 ? 500 : 100) });
const swapping = climb({ swap: (rung) => (rung === 4 ? 4 * GIB : GIB) });
const flaky = climb({ fails: (rung, index) => rung === 4 && index % 10 === 3 });
const failing = climb({ fails: (rung, index) => rung === 4 && index % 4 === 3 });

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
    { seen: failing, text: "ttft.p95 <= 9 s at 4", saw: "no end", wanted: "<= 9.0 s" },
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
      limits: [{ value: 450 }],
      saw: "500 ms",
      evidence: "80 requests at rung 4, 0 failed",
      interval: "500 ms to 500 ms",
      sees: "0.0 %",
      reason: "ttft.p95 was 500 ms at rung 4, wanted <= 450 ms",
    });
  });
});

describe("requests after the return to rung 1", () => {
  const whole = climb();
  const again = climb({ rungs: [1], requests: 21, fails: (_, index) => index < 5 }).samples;
  const seen: Climb = { ...whole, returned: again.map((sample) => ({ ...sample, lap: 2 })) };

  test("that fail are errors of the climb", () => {
    expect(one(seen, "errors == 0")).toMatchObject({
      verdict: "fail",
      saw: "5",
      evidence: `${whole.samples.length + 21} requests over the climb, 21 of them after the return to rung 1`,
    });
  });

  test("are none of rung 1 on the way up, as its times are not", () => {
    expect(one(seen, "errors == 0 at 1")).toMatchObject({
      verdict: "pass",
      evidence: "80 requests at rung 1",
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

describe("what an estimate cannot tell is not decided", () => {
  /** Every tenth answer of four streams is late: the p95 lies somewhere between 100 and 500 ms. */
  const ragged = climb({ ttft: (rung, index) => (rung === 4 && index % 16 === 3 ? 500 : 100 + (index % 7)) });

  test("a p95 that falls on a failed request is decided by its interval, as any other", () => {
    const finding = one(flaky, "ttft.p95 <= 9 s at 4");
    expect(finding).toMatchObject({ verdict: "unproven", saw: "no end", interval: "109 ms or more" });
    expect(finding?.reason).toBe(
      "ttft.p95 at rung 4 lies within 109 ms or more: not enough to tell whether it is <= 9.0 s",
    );
    expect(one(flaky, "ttft.p95 <= 90 ms at 4")?.verdict).toBe("fail");
    expect(one(failing, "ttft.p95 <= 3 x baseline at 4")?.verdict).toBe("fail");
  });

  test("a p95 whose interval holds the limit is unproven, with the interval", () => {
    expect(one(ragged, "ttft.p95 <= 450 ms at 4")).toMatchObject({
      verdict: "unproven",
      saw: "500 ms",
      interval: "106 ms to 500 ms",
      reason: "ttft.p95 at rung 4 lies within 106 ms to 500 ms: not enough to tell whether it is <= 450 ms",
    });
  });

  test("against a baseline that is not known well enough it says so, and not that the value is beyond the limit", () => {
    const vague = climb({
      ttft: (rung, index) => (rung === 4 ? 480 : index % 16 === 3 ? 170 + index : 100 + (index % 7)),
    });
    expect(one(vague, "ttft.p95 <= 2.4 x baseline at 4")).toMatchObject({
      verdict: "unproven",
      interval: "480 ms to 480 ms",
      reason:
        "ttft.p95 at rung 4 lies within 480 ms to 480 ms, 2.03 to 4.53 times a baseline of 106 ms to 237 ms: not enough to tell whether it is <= 415 ms (2.4 x 173 ms)",
    });
  });

  test("the same p95 passes a limit beyond the interval, and says what it could have missed", () => {
    expect(one(ragged, "ttft.p95 <= 501 ms at 4")).toMatchObject({ verdict: "pass", sees: "0.0 %" });
  });

  test("a watched rule is told and decides nothing", () => {
    const result = judge(slowAt4, measure(slowAt4), {
      rules: [rule("errors == 0"), { ...rule("ttft.p95 <= 450 ms"), watched: true }],
    });
    expect(result.verdict).toBe("pass");
    expect(result.findings[1]).toMatchObject({ verdict: "fail", watched: true });
  });

  test("a pool that only watches has asked nothing", () => {
    const watched = { ...rule("errors == 0"), watched: true as const };
    expect(judge(climb(), measure(climb()), { rules: [watched] }).verdict).toBe("unproven");
  });

  test("several rules share the chance to fail a good host", () => {
    const edge = climb({
      requests: 400,
      ttft: (rung, index) => (rung === 4 && index % 14 === 3 ? 500 : 100 + (index % 7)),
    });
    const alone = judge(edge, measure(edge), { rules: [rule("ttft.p95 <= 450 ms at 4")] });
    const many = [
      "ttft.p95 <= 450 ms at 4",
      ...Array.from({ length: 60 }, () => "completion.p95 <= 905 ms at 4"),
    ];
    const together = judge(edge, measure(edge), { rules: many.map(rule) });
    expect(alone.verdict).not.toBe("pass");
    expect(together.verdict).toBe("unproven");
  });
});

test("what would be a breach by itself says that it is one of many", () => {
  const late: Readonly<Record<number, number>> = { 2: 25, 4: 30 };
  const seen = climb({
    requests: 400,
    ttft: (rung, index) => ((index * 7919) % 400 < (late[rung] ?? 0) ? 500 : 100 + (index % 7)),
  });
  const asked = (others: number) =>
    [...Array.from({ length: others }, () => "ttft.p95 <= 450 ms at 2"), "ttft.p95 <= 450 ms at 4"].map(rule);
  const last = (others: number) => judge(seen, measure(seen), { rules: asked(others) }).findings.at(-1);
  expect(last(0)?.verdict).toBe("fail");
  expect(last(60)).toMatchObject({
    verdict: "unproven",
    reason:
      "ttft.p95 at rung 4 lies within 500 ms to 500 ms: not enough, among all rules and rungs that are asked, to tell whether it is <= 450 ms",
  });
});

describe("held for a time", () => {
  const held = (text: string, share: number, requests = 400) => {
    const seen = climb({ requests, ttft: (_, index) => (index % share === 3 ? 900 : 100) });
    return judge(seen, measure(seen), { rules: [{ ...rule(text), hold: 600_000 }] }).findings[0];
  };

  test("a quarter of all requests beyond the limit fails long before the time is over", () => {
    expect(held("ttft.p95 <= 450 ms at 4", 4)).toMatchObject({ verdict: "fail" });
  });

  test("hardly any beyond it passes before the time is over", () => {
    expect(held("ttft.p95 <= 450 ms at 4", 100_000)).toMatchObject({ verdict: "pass" });
  });

  test("the interval is the one that is judged, wider than without a time", () => {
    // The ranks of 400 values for the quantile 0.95 at a level of 0.025 / 3 and of 0.025: 369 to 391, and 371 to 388.
    const seen = climb({ requests: 400, ttft: (_, index) => 100 + ((index * 247) % 400) });
    const interval = (hold: object) =>
      judge(seen, measure(seen), { rules: [{ ...rule("ttft.p95 <= 600 ms at 4"), ...hold }] }).findings[0]
        ?.interval;
    expect(interval({})).toBe("470 ms to 488 ms");
    expect(interval({ hold: 1000 })).toBe("468 ms to 490 ms");
  });

  test("near the limit the whole time is wanted", () => {
    expect(held("ttft.p95 <= 450 ms at 4", 19)).toMatchObject({
      verdict: "unproven",
      reason: expect.stringMatching(/the rung was held for .* of 10m 00s$/),
    });
  });
});

test("what runs differ by anyway is in the bet of a rule that is held for a time, too", () => {
  const old = climb({ requests: 400 });
  const noise = { runs: ["a", "b", "c"], spread: { "ttft.p95": 0.1 } };
  const now = climb({ requests: 400, ttft: (_, index) => 130 + (index % 10) });
  const verdict = (known: object) => {
    const enrolled = { name: "old", climb: old, measurement: measure(old), ...known };
    const rules = [parsedRule("ttft.p95 <= 1.1 x enrolled at 4 for 10m")];
    return judge(now, measure(now), { rules, enrolled }).verdict;
  };
  expect(verdict({})).toBe("fail");
  expect(verdict({ noise })).toBe("unproven");
});

describe("the enrolled baseline", () => {
  const old = climb({ ttft: () => 100 });
  const enrolled = { name: "the baseline of 2026-11-01", climb: old, measurement: measure(old) };
  const against = (seen: Climb, text: string, of?: "enrolled" | "rung1") => {
    const { limit, ...rest } = rule(text);
    const asked = { ...rest, limit: of && limit.kind === "baseline" ? { ...limit, of } : limit };
    return judge(seen, measure(seen), { rules: [asked], enrolled }).findings[0];
  };
  const slow = climb({ ttft: () => 400 });

  test("stands in for rung 1, is named, and rung 1 itself is held against it", () => {
    expect(against(slow, "ttft.p95 <= 3 x baseline at 1")).toMatchObject({
      verdict: "fail",
      wanted: "<= 300 ms (3 x 100 ms of the baseline of 2026-11-01)",
    });
  });

  test("rung 1 of the same climb is still to be had by its name", () => {
    expect(against(slow, "ttft.p95 <= 3 x baseline at 4", "rung1")).toMatchObject({ verdict: "pass" });
  });

  test("the same rung of the enrolled climb is, too", () => {
    expect(against(climb(), "throughput >= 0.9 x baseline at 4", "enrolled")).toMatchObject({
      verdict: "pass",
    });
    expect(against(slow, "throughput >= 0.9 x baseline at 4", "enrolled")).toMatchObject({ verdict: "fail" });
  });

  test("none is enrolled: the rule that wants it is unproven", () => {
    const { limit, ...rest } = rule("throughput >= 0.9 x baseline at 4");
    const asked = { ...rest, limit: { ...limit, of: "enrolled" as const } } as Parameters<
      typeof judge
    >[2]["rules"][number];
    expect(judge(climb(), measure(climb()), { rules: [asked] }).reasons).toEqual([
      "no baseline is enrolled for this kind of host",
    ]);
  });
});
