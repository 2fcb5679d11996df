import { describe, expect, test } from "vitest";
import { virtualClimb } from "../../bench/truth/climb.ts";
import { hostOf } from "../../bench/truth/orchard.ts";
import { decisionsOf } from "../../src/climb/overseer.ts";
import { judge } from "../../src/gates/judge.ts";
import { parsedRule } from "../../src/inventory/rule.ts";
import { climbFromEvidence, climbToEvidence } from "../../src/load/evidence.ts";
import { measure } from "../../src/load/measure.ts";
import type { Climb } from "../../src/model/climb.ts";
import { countedAt } from "../../src/model/looks.ts";
import { stintsOf, timesUpAgain } from "../../src/model/stint.ts";

const BUDGET = 1600;

/** Hosts of `npm run bench:truth` 5 or 18 % from their limit, which the return moved after their rung had been let go. */
const MOVED = [
  { seed: 33, rung: 2, rule: "ttft.p95 <= 1.3175 x baseline at 2" },
  { seed: 86, rung: 8, rule: "ttft.p95 <= 15.8586 x baseline at 8" },
  { seed: 87, rung: 2, rule: "ttft.p95 <= 0.8931 x baseline at 2" },
];

function climbed({ seed, rung, rule }: (typeof MOVED)[number]): Climb {
  const wish = { host: hostOf(seed).host, seed: seed + 7_000_000, requests: 100, budget: BUDGET };
  return virtualClimb({ ...wish, rungs: [1, rung], rules: [rule] });
}

const verdict = (climb: Climb, rule: string): string =>
  judge(climb, measure(climb), { rules: [parsedRule(rule)] }).verdict;

describe.each(MOVED)("a rung that the return opens (case $seed)", (moved) => {
  const climb = climbed(moved);
  const spent = countedAt(climb.contract, moved.rung, climb.samples);

  test("is undecided only when its budget is spent", () => {
    expect(verdict(climb, moved.rule) !== "unproven" || spent >= BUDGET).toBe(true);
  });

  test("comes to the same decisions for whoever has the evidence", () => {
    expect(timesUpAgain(climb.decisions)).toBeGreaterThan(0);
    expect(decisionsOf(climbFromEvidence(climbToEvidence(climb)))).toEqual(climb.decisions);
  });

  test("has each request once, and a return after each visit", () => {
    const { samples, returned = [], decisions } = climb;
    expect(judge(climb, measure(climb), { rules: [parsedRule("errors == 0")] }).verdict).toBe("pass");
    const times = timesUpAgain(decisions);
    const visits = stintsOf(
      samples.filter(({ rung }) => rung === moved.rung),
      2 * times,
    );
    expect(visits.length).toBeGreaterThan(times);
    const back = stintsOf(returned, 2 * times).filter((stint) => stint.length >= 20);
    expect(back.length).toBeGreaterThan(times);
  });
});

test("what the return opens may be decided then", () => {
  const [first] = MOVED;
  if (first === undefined) throw new Error("no case");
  const climb = climbed(first);
  expect(verdict(climb, first.rule)).toBe("pass");
  const before = climb.decisions?.findIndex(({ why }) => why === `undecided after the return: ${first.rule}`);
  expect(climb.decisions?.[before ?? 0]).toMatchObject({ rung: 2, kind: "more" });
});

test("a climb that was cut off when it went up again is told as far as it came", () => {
  const [first] = MOVED;
  if (first === undefined) throw new Error("no case");
  const whole = climbed(first);
  const at =
    whole.decisions?.findIndex(({ lap }, index, all) => lap === undefined && all[index - 1]?.lap === 2) ?? 0;
  const decisions = whole.decisions?.slice(0, at + 1) ?? [];
  const samples = whole.samples.filter(
    ({ rung, index }) => rung === 1 || index < (decisions.at(-1)?.requests ?? 0),
  );
  const left = samples.reduce((most, { end }) => Math.max(most, end), 0);
  const next = whole.samples.find(({ sent, rung }) => rung === 2 && sent > left)?.sent ?? 0;
  const returned = whole.returned?.filter(({ end }) => end < next) ?? [];
  expect(decisionsOf({ ...whole, samples, returned, decisions })).toEqual(decisions);
  const isUp = { ...whole, samples, returned, decisions: decisions.slice(0, -1) };
  expect(decisionsOf(isUp)).toEqual(decisions.slice(0, -1));
});
