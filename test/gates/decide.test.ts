import { describe, expect, test } from "vitest";
import { decide } from "../../src/gates/decide.ts";
import { drift } from "../../src/gates/drift.ts";
import { judge } from "../../src/gates/judge.ts";
import { measure } from "../../src/load/measure.ts";
import type { Climb, Decision } from "../../src/model/climb.ts";
import { climb, type Story } from "./climbs.ts";
import { rule } from "./rules.ts";

const BUDGET = { requests: 320, time: 1e9 };

/** A climb that may go on, as far as it has come. */
function begun(story: Story, changes: Partial<Climb> = {}): Climb {
  const whole = climb(story);
  return { ...whole, contract: { ...whole.contract, rungs: [1, 2, 4, 8], budget: BUDGET }, ...changes };
}

const decided = (seen: Climb, at: Parameters<typeof decide>[2], ...rules: readonly string[]): Decision =>
  decide({ climb: seen, measurement: measure(seen) }, rules.map(rule), at);

const ragged = (rung: number, index: number): number =>
  rung === 4 && index % 16 === 3 ? 300 : 100 + (index % 7);
const at4 = { rung: 4, requests: 80 };

describe("on the way up", () => {
  test.each([
    {
      says: "a rule that is clear lets the rung go",
      text: "ttft.p95 <= 9 s at 4",
      kind: "next",
      why: "every rule is decided here",
    },
    {
      says: "one that is not goes on",
      text: "ttft.p95 <= 250 ms at 4",
      kind: "more",
      why: "undecided: ttft.p95 <= 250 ms at 4",
    },
    {
      says: "a rule about another rung does not",
      text: "ttft.p95 <= 250 ms at 8",
      kind: "next",
      why: "every rule is decided here",
    },
    {
      says: "nor does one about a signal",
      text: "swap.growth <= 2 GiB",
      kind: "next",
      why: "every rule is decided here",
    },
  ])("$says", ({ text, kind, why }) => {
    expect(decided(begun({ requests: 160, ttft: ragged }), at4, text)).toEqual({ ...at4, kind, why });
  });

  test("a watched rule asks for nothing", () => {
    const seen = begun({ ttft: ragged });
    const watched = { ...rule("ttft.p95 <= 250 ms at 4"), watched: true as const };
    expect(decide({ climb: seen, measurement: measure(seen) }, [watched], at4).kind).toBe("next");
  });

  test("a rule whose time is over does not keep another from its requests", () => {
    const seen = begun({ ttft: ragged });
    const over = { ...rule("ttft.p95 <= 250 ms at 4"), hold: 1000 };
    const held = { climb: seen, measurement: measure(seen) };
    expect(decide(held, [over], at4).kind).toBe("next");
    expect(decide(held, [over, rule("ttft.p95 <= 260 ms at 4")], at4)).toMatchObject({
      kind: "more",
      why: "undecided: ttft.p95 <= 260 ms at 4",
    });
  });

  test.each([
    { says: "requests", at: { rung: 4, requests: 320 }, budget: BUDGET },
    { says: "time", at: at4, budget: { requests: 320, time: 1000 } },
  ])("the budget of $says ends it, undecided", ({ at, budget }) => {
    const seen = begun({ ttft: ragged });
    const spent = { ...seen, contract: { ...seen.contract, budget } };
    expect(decided(spent, at, "ttft.p95 <= 250 ms at 4")).toMatchObject({
      kind: "next",
      why: "the budget is spent, undecided: ttft.p95 <= 250 ms at 4",
    });
  });
});

describe("where requests queue", () => {
  const queueing = begun({ requests: 160, ttft: (rung) => (rung === 4 ? 900 : 100) });

  test("it stops when nobody asks for more", () => {
    expect(decided(queueing, at4, "ttft.p95 <= 3 x baseline at 2", "errors == 0")).toMatchObject({
      kind: "stop",
      why: "requests queue at rung 4, and no rule asks for more streams",
    });
  });

  test.each(["ttft.p95 <= 9 s at 8", "completion.p95 <= 20 s"])("it goes on for %s", (text) => {
    expect(decided(queueing, at4, text).kind).toBe("next");
  });

  test("once a rule has failed, nobody asks for more", () => {
    expect(decided(queueing, at4, "ttft.p95 <= 3 x baseline").kind).toBe("stop");
  });

  const stopped = { decisions: [{ ...at4, kind: "stop", why: "" }] as const };
  const returned = climb({ rungs: [1] })
    .samples.slice(0, 20)
    .map((sample) => ({ ...sample, lap: 2, index: sample.index + 80 }));

  test("the rungs above are not owed", () => {
    const seen = { ...queueing, ...stopped, returned };
    expect(judge(seen, measure(seen), { rules: [rule("errors == 0")] }).verdict).toBe("pass");
  });

  test("nor are they when a rung below went on after the return", () => {
    const [back, up] = [
      { rung: 1, lap: 2, requests: 20 },
      { rung: 2, requests: 80 },
    ];
    const later: readonly Decision[] = [
      { ...back, kind: "stop", why: "" },
      { ...up, kind: "more", why: "" },
      { ...up, requests: 160, kind: "next", why: "" },
    ];
    const seen = { ...queueing, decisions: [...stopped.decisions, ...later], returned };
    expect(judge(seen, measure(seen), { rules: [rule("errors == 0")] }).verdict).toBe("pass");
  });

  test("a climb that stopped without need owes them", () => {
    const seen = { ...begun({}), ...stopped, returned };
    expect(judge(seen, measure(seen), { rules: [rule("errors == 0")] }).reasons.join()).toMatch(
      /rung 8 has 0 of 80/,
    );
  });

  test("a rule about a rung above is unproven", () => {
    const seen = { ...queueing, ...stopped, returned };
    expect(judge(seen, measure(seen), { rules: [rule("ttft.p95 <= 9 s at 8")] }).reasons.join()).toMatch(
      /rung 8 was not climbed/,
    );
  });
});

describe("back at rung 1", () => {
  const back = (story: Story, count = 20) =>
    climb({ ...story, rungs: [1] })
      .samples.slice(0, count)
      .map((sample) => ({ ...sample, lap: 2, index: sample.index + 80 }));
  const steady = begun({}, { returned: back({}) });

  test("a climb with a budget that did not return proves nothing", () => {
    const seen = begun({ rungs: [1, 2, 4, 8] });
    expect(judge(seen, measure(seen), { rules: [rule("errors == 0")] }).reasons).toEqual([
      "the climb did not return to rung 1: 0 of 20 requests",
    ]);
  });

  test("what it was at the start it is at the end", () => {
    expect(drift(steady)).toEqual([]);
  });

  test("half as slow again is a drift, and voids what was held against rung 1 only", () => {
    const seen = { ...climb({}), returned: back({ ttft: () => 160 }) };
    expect(drift(seen)).toEqual([
      "one stream drifted during the climb: at its end the median TTFT was 1.54 times that at its start",
    ]);
    const { findings } = judge(seen, measure(seen), {
      rules: ["ttft.p95 <= 3 x baseline at 4", "ttft.p95 <= 900 ms at 4"].map(rule),
    });
    expect(findings.map(({ verdict }) => verdict)).toEqual(["unproven", "pass"]);
  });

  test("after a further return it is a drift also where the first one, with more requests, was none", () => {
    const [early, late] = [back({}, 80), back({ ttft: () => 160 })];
    const from = Math.max(...early.map(({ end }) => end)) + 1e5;
    const last = late.map((one) => ({
      ...one,
      ...{ index: one.index + 80, sent: one.sent + from, end: one.end + from },
      firstToken: (one.firstToken ?? 0) + from,
    }));
    const stop = { rung: 1, lap: 2, requests: 80, kind: "stop", why: "" } as const;
    const more = { ...at4, kind: "more", why: "" } as const;
    const seen = { ...climb({}), returned: [...early, ...last] };
    expect(drift(seen)).toEqual([]);
    expect(drift({ ...seen, decisions: [stop, more, stop] })[0]).toMatch(
      /at its end the median TTFT was 1\.5/,
    );
  });

  test("that most of what is sent at the end fails is told as that, once", () => {
    const seen = { ...climb({}), returned: back({ fails: (_, index) => index % 10 > 0 }) };
    expect(drift(seen)).toEqual([
      "one stream drifted during the climb: at its end at least half of the requests failed, at its start fewer",
    ]);
  });

  test.each([
    ["slows down early", (index: number) => (index < 15 ? 100 : 260), 2.6],
    ["slows down late", (index: number) => (index < 60 ? 100 : 260), 2.6],
    ["becomes faster", (index: number) => (index < 40 ? 260 : 100), 0.38],
  ])("a host that %s within rung 1 has drifted, though it returns as it left", (_, slow, factor) => {
    const wait = (rung: number, index: number): number => (rung === 1 ? slow(index) : slow(79)) + (index % 7);
    const seen = { ...climb({ ttft: wait }), returned: back({ ttft: () => slow(79) }) };
    expect(drift(seen)).toContainEqual(
      expect.stringMatching(/^one stream drifted (within rung 1|during the climb): .* TTFT was /),
    );
    expect(Number(/was ([\d.]+) times/.exec(drift(seen)[0] ?? "")?.[1])).toBeCloseTo(factor, 0);
    const { findings } = judge(seen, measure(seen), { rules: [rule("ttft.p95 <= 9 x baseline at 4")] });
    expect(findings[0]).toMatchObject({ verdict: "unproven", reason: expect.stringContaining("drifted") });
  });

  test("what changed within rung 1 is told by the requests before and after, also where nobody returned", () => {
    const wait = (_: number, index: number): number => (index < 15 ? 100 : 260) + (index % 7);
    expect(drift(climb({ ttft: wait }))[0]).toMatch(
      /^one stream drifted within rung 1: in its last 70 requests the median TTFT was 2\.\d\d times that in its first 10$/,
    );
  });

  test("sizes that are taken in turn are no drift within rung 1", () => {
    const sizes = [1, 2, 1, 4, 1, 2, 1, 8];
    const wait = (_: number, index: number): number => 100 * (sizes[index % sizes.length] ?? 1) + (index % 3);
    for (const requests of [20, 24, 40, 80, 400]) expect(drift(climb({ requests, ttft: wait }))).toEqual([]);
  });

  test("ten per cent is none", () => {
    expect(drift({ ...climb({}), returned: back({ ttft: () => 114 }) })).toEqual([]);
  });

  test("nine answers say nothing", () => {
    expect(drift({ ...climb({}), returned: back({ ttft: () => 900 }, 9) })).toEqual([]);
  });

  const uncertain = begun({
    requests: 160,
    ttft: (rung, index) => (rung === 1 && index % 16 === 3 ? 300 : 100 + (index % 7)),
  });

  test("it goes on while a rule wants a better baseline, and not for any other", () => {
    const at = { rung: 1, lap: 2, requests: 20 };
    const seen = { ...uncertain, returned: back({}) };
    expect(decided(seen, at, "ttft.p95 <= 250 ms at 4").kind).toBe("stop");
    expect(decided(seen, at, "ttft.p95 <= 0.9 x baseline at 4")).toMatchObject({
      kind: "more",
      why: "undecided for want of a baseline: ttft.p95 <= 0.9 x baseline at 4",
    });
    expect(decided(seen, { ...at, requests: 320 }, "ttft.p95 <= 0.9 x baseline at 4").kind).toBe("stop");
  });
});

test("nothing is extended once a rule has failed", () => {
  const seen = begun({ requests: 160, ttft: ragged });
  expect(decided(seen, at4, "ttft.p95 <= 250 ms at 4", "completion.p95 <= 300 ms at 2")).toMatchObject({
    kind: "next",
    why: "nothing can be won by more: completion.p95 <= 300 ms at 2 has failed",
  });
});
