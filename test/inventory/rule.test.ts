import { expect, test } from "vitest";
import { parsedRule, parseRule } from "../../src/inventory/rule.ts";

const GiB = 1024 ** 3;
const absolute = (value: number) => ({ kind: "absolute", value }) as const;
const baseline = (factor: number) => ({ kind: "baseline", factor }) as const;

test.each([
  ["ttft.p95 <= 3 x baseline at 4", { metric: "ttft.p95", comparison: "<=", limit: baseline(3), rung: 4 }],
  ["ttft.p95 <= 1.25x baseline", { metric: "ttft.p95", comparison: "<=", limit: baseline(1.25) }],
  ["ttft.p50 < 250 ms", { metric: "ttft.p50", comparison: "<", limit: absolute(250) }],
  [
    "completion.p99<=1.5s at 8",
    { metric: "completion.p99", comparison: "<=", limit: absolute(1500), rung: 8 },
  ],
  ["gap.p95 <= 2 m", { metric: "gap.p95", comparison: "<=", limit: absolute(120_000) }],
  ["throughput >= 60 tok/s at 4", { metric: "throughput", comparison: ">=", limit: absolute(60), rung: 4 }],
  ["throughput > 2 x baseline at 4", { metric: "throughput", comparison: ">", limit: baseline(2), rung: 4 }],
  [
    "ttft.p95 of interactive <= 2 x baseline at 3",
    { metric: "ttft.p95", lane: "interactive", comparison: "<=", limit: baseline(2), rung: 3 },
  ],
  ["errors of batch == 0", { metric: "errors", lane: "batch", comparison: "==", limit: absolute(0) }],
  ["jobs of batch >= 400 jobs/h", { metric: "jobs", lane: "batch", comparison: ">=", limit: absolute(400) }],
  ["errors == 0", { metric: "errors", comparison: "==", limit: absolute(0) }],
  ["errors <= 2 at 8", { metric: "errors", comparison: "<=", limit: absolute(2), rung: 8 }],
  ["swap.growth <= 2 GiB", { metric: "swap.growth", comparison: "<=", limit: absolute(2 * GiB) }],
  ["rss.peak <= 0.5 GiB", { metric: "rss.peak", comparison: "<=", limit: absolute(GiB / 2) }],
  ["pressure < critical", { metric: "pressure", comparison: "<", limit: absolute(4) }],
  ["thermal <= light", { metric: "thermal", comparison: "<=", limit: absolute(0.5) }],
  ["swap.outs == 0 B", { metric: "swap.outs", comparison: "==", limit: absolute(0) }],
  ["log.errors <= 3", { metric: "log.errors", comparison: "<=", limit: absolute(3) }],
  ["gpu.resets == 0", { metric: "gpu.resets", comparison: "==", limit: absolute(0) }],
  ["itl.p99 <= 120 ms", { metric: "itl.p99", comparison: "<=", limit: absolute(120) }],
  [
    "ttft.p95 <= 3 x baseline at 4 for 10m",
    { metric: "ttft.p95", comparison: "<=", limit: baseline(3), rung: 4, hold: 600_000 },
  ],
  [
    "ttft.p95 < 2 x rung1 for 90 s",
    { metric: "ttft.p95", comparison: "<", limit: { ...baseline(2), of: "rung1" }, hold: 90_000 },
  ],
  [
    "throughput >= 0.9 x enrolled at 4",
    { metric: "throughput", comparison: ">=", limit: { ...baseline(0.9), of: "enrolled" }, rung: 4 },
  ],
  [
    "footprint <= plan + 5 %",
    { metric: "footprint.peak", comparison: "<=", limit: { kind: "plan", factor: 1.05 } },
  ],
  [
    "footprint.peak <= plan",
    { metric: "footprint.peak", comparison: "<=", limit: { kind: "plan", factor: 1 } },
  ],
  ["watch errors <= 2", { metric: "errors", comparison: "<=", limit: absolute(2), watched: true }],
  ["thermal <= nominal", { metric: "thermal", comparison: "<=", limit: absolute(0) }],
])("%s", (text, wanted) => {
  expect(parseRule(text)).toEqual({ kind: "ok", rule: { text, ...wanted } });
});

test.each([
  ["", 1, "the end of the rule"],
  ["latency <= 3 s", 1, '"latency"'],
  ["ttft.p95 3 s", 10, '"3"'],
  ["ttft.p95 <= fast", 13, '"fast"'],
  ["ttft.p95 <= -3 s", 13, '"-"'],
  ["ttft.p95 <= 3", 14, "the end of the rule"],
  ["ttft.p95 <= 3 GiB", 15, '"GiB"'],
  ["ttft.p95 <= 0 x baseline", 13, '"0"'],
  ["ttft.p95 <= 3 x", 16, "the end of the rule"],
  ["errors == 1 x baseline", 13, '"x"'],
  ["rss.peak <= 2 x baseline", 15, '"x"'],
  ["pressure <= 2", 13, '"2"'],
  ["swap.growth <= 2 GiB at 4", 22, '"at"'],
  ["ttft.p95 <= plan", 13, '"plan"'],
  ["footprint <= plan + five", 21, '"five"'],
  ["footprint <= plan + 5", 22, "the end of the rule"],
  ["ttft.p95 <= 3 x rung2", 17, '"rung2"'],
  ["errors == 0 for 10m", 13, '"for"'],
  ["ttft.p95 >= 1 s for 10m", 17, '"for"'],
  ["ttft.p95 <= 1 s for ever", 21, '"ever"'],
  ["ttft.p95 <= 1 s for 10 s at 4", 26, '"at"'],
  ["ttft.p95 of people <= 1 s", 13, '"people"'],
  ["swap.growth of batch <= 2 GiB", 13, '"of"'],
  ["jobs >= 4 tok/s", 11, '"tok/s"'],
  ["watch", 6, "the end of the rule"],
  ["errors == 0 at", 15, "the end of the rule"],
  ["errors == 0 at 0", 16, '"0"'],
  ["errors == 0 at 1.5", 16, '"1.5"'],
  ["errors == 0 at 4 8", 18, '"8"'],
])("%j is refused at column %i", (text, column, found) => {
  expect(parseRule(text)).toMatchObject({ kind: "bad", column, found });
});

test("a rule that was promised to be good and is not, is a defect", () => {
  expect(() => parsedRule("errors")).toThrow(TypeError);
});
