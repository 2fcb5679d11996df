import { expect, test } from "vitest";
import { judge } from "../../src/gates/judge.ts";
import { parsedRule } from "../../src/inventory/rule.ts";
import { measure } from "../../src/load/measure.ts";
import { noiseFloor } from "../../src/load/noise-floor.ts";
import { LEVEL } from "../../src/statistics/interval.ts";
import { ratioEstimate } from "../../src/statistics/ratio-estimate.ts";
import { climb } from "../gates/climbs.ts";

const run = (name: string, ttft: number, rungs = [1, 2, 4]) => {
  const seen = climb({ rungs, ttft: () => ttft });
  return { run: name, climb: seen, measurement: measure(seen) };
};

test("runs that are the same have none", () => {
  const { runs, spread } = noiseFloor([run("a", 100), run("b", 100), run("c", 100)]);
  expect(runs).toEqual(["a", "b", "c"]);
  expect(spread["ttft.p95"]).toBe(0);
});

test("it is the spread of the logarithm, whatever the unit", () => {
  const wanted = Math.log(1.1);
  const slow = noiseFloor([run("a", 100), run("b", 110), run("c", 121)]);
  const fast = noiseFloor([run("a", 10), run("b", 11), run("c", 12.1)]);
  expect(slow.spread["ttft.p95"]).toBeCloseTo(wanted, 9);
  expect(fast.spread["ttft.p95"]).toBeCloseTo(wanted, 9);
});

test("every metric that a rule may hold against another run has one", () => {
  const { spread } = noiseFloor([run("a", 100), run("b", 110), run("c", 121)]);
  const families = ["ttft", "completion", "gap", "itl"].flatMap((name) =>
    ["p50", "p95", "p99"].map((rank) => `${name}.${rank}`),
  );
  expect(Object.keys(spread).sort()).toEqual([...families, "jobs", "throughput"].sort());
});

test("only rungs that all have climbed count", () => {
  const { spread } = noiseFloor([run("a", 100, [1]), run("b", 100, [1, 2]), run("c", 100, [1, 4])]);
  expect(spread["ttft.p95"]).toBe(0);
  expect(noiseFloor([run("a", 100, [1]), run("b", 100, [2])]).spread).toEqual({});
});

test("it widens a ratio to another run by both runs' share, and by how few runs told it", () => {
  const exact = { point: 100, effective: 9, at: () => ({ point: 100, low: 100, high: 100 }) };
  const high = (runs: number) => ratioEstimate(exact, exact, { spread: 0.05, runs }).at(LEVEL).high;
  expect(ratioEstimate(exact, exact).at(LEVEL).high).toBe(1);
  expect(high(10_000)).toBeCloseTo(Math.exp(1.96 * 0.05 * Math.SQRT2), 3);
  expect(high(3)).toBeCloseTo(Math.exp(4.303 * 0.05 * Math.SQRT2), 3);
});

test("a regression within the noise is not proven, one beyond it is", () => {
  const old = climb({ ttft: () => 100 });
  const noise = noiseFloor([run("a", 98), run("b", 100), run("c", 103), run("d", 99), run("e", 101)]);
  const enrolled = { name: "old", climb: old, measurement: measure(old), noise };
  const rules = [parsedRule("ttft.p95 <= 1.02 x enrolled at 4")];
  const verdict = (ttft: number, known: typeof enrolled | Omit<typeof enrolled, "noise">) => {
    const seen = climb({ ttft: () => ttft });
    return judge(seen, measure(seen), { rules, enrolled: known }).verdict;
  };
  const { noise: _, ...without } = enrolled;
  expect(verdict(104, without)).toBe("fail");
  expect(verdict(104, enrolled)).toBe("unproven");
  expect(verdict(125, enrolled)).toBe("fail");
});
