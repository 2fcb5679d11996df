import { expect, test } from "vitest";
import { judge } from "../../src/gates/judge.ts";
import { parsedRule } from "../../src/inventory/rule.ts";
import { measure } from "../../src/load/measure.ts";
import type { Climb } from "../../src/model/climb.ts";
import type { Sample } from "../../src/model/sample.ts";
import { roundOf } from "../../src/model/workload.ts";
import { workloadOf } from "../../src/model/workloads.ts";
import { climb } from "./climbs.ts";

const workload = workloadOf({
  name: "mixed",
  api: "openai-chat",
  context: 8192,
  embeds: false,
  promptTokens: 256,
  outputTokens: 32,
});
const round = roundOf(workload);
const laneOf = (rung: number, index: number) => round[(index % rung) % round.length]?.lane ?? "uniform";

/** What the prompts of a lane have on average. */
function promptOf(lane: string): number {
  const sizes = workload.lanes.find((one) => one.lane === lane)?.sizes ?? [];
  return sizes.reduce((sum, { promptTokens }) => sum + promptTokens, 0) / sizes.length;
}

/** Two people at rung 2, a batch job beside them at rung 3; people wait `beside` ms there, and the job a second. */
function mixed(beside: number, change: (sample: Sample) => Partial<Sample> = () => ({})): Climb {
  const wait = (rung: number, index: number): number => {
    if (laneOf(rung, index) === "batch") return 1000;
    return (rung === 3 ? beside : 100) + (index % 10);
  };
  const plain = climb({ rungs: [1, 2, 3], requests: 450, ttft: wait });
  const samples = plain.samples.map((one) => {
    const lane = laneOf(one.rung, one.index);
    const own = { ...one, lane, promptTokens: promptOf(lane) };
    return { ...own, ...change(own) };
  });
  return { ...plain, contract: { ...plain.contract, requests: 100, workload }, samples };
}

test("lanes share the steady part of their rung, and bring together what it brings", () => {
  const rung = measure(mixed(180)).rungs.find((one) => one.rung === 3);
  const { steady, throughput = 0, lanes = [] } = rung ?? {};
  expect(lanes.map((one) => one.steady)).toEqual([steady, steady]);
  expect(lanes.reduce((sum, one) => sum + (one.throughput ?? 0), 0)).toBeCloseTo(throughput, 9);
});

const verdictOf = (seen: Climb, text: string) => judge(seen, measure(seen), { rules: [parsedRule(text)] });

test.each([
  {
    text: "ttft.p95 of interactive <= 2 x baseline at 3",
    beside: 180,
    verdict: "pass",
    evidence: "300 requests",
  },
  {
    text: "ttft.p95 of interactive <= 2 x baseline at 3",
    beside: 250,
    verdict: "fail",
    evidence: "300 requests",
  },
  { text: "ttft.p95 of batch <= 1.2 s", beside: 250, verdict: "pass", evidence: "150 requests at rung 3" },
  { text: "ttft.p95 of batch <= 900 ms", beside: 250, verdict: "fail", evidence: "150 requests at rung 3" },
  { text: "errors of batch == 0", beside: 250, verdict: "pass", evidence: "150 requests over the climb" },
  {
    text: "jobs of batch >= 100 jobs/h at 3",
    beside: 250,
    verdict: "pass",
    evidence: "150 requests at rung 3",
  },
  { text: "ttft.p95 of batch <= 3 x baseline", beside: 250, verdict: "unproven", evidence: "150 requests" },
  { text: "ttft.p95 of agents <= 3 s", beside: 250, verdict: "unproven", evidence: "no rung" },
])("$text, people beside the job wait $beside ms: $verdict", ({ text, beside, verdict, evidence }) => {
  expect(verdictOf(mixed(beside), text).findings[0]).toMatchObject({
    verdict,
    evidence: expect.stringContaining(evidence),
  });
});

test("without a lane a rule speaks of all requests", () => {
  expect(verdictOf(mixed(100), "ttft.p95 <= 900 ms at 3").findings[0]).toMatchObject({
    verdict: "fail",
    evidence: expect.stringContaining("450 requests"),
  });
});

test("queueing is seen where the first lane waits, and not where a lane of long prompts begins", () => {
  expect(measure(mixed(150)).knees?.onset).toBeUndefined();
  expect(measure(mixed(400)).knees?.onset).toBe(2);
});

test("a request of a lane that has no stream at its rung is not believed", () => {
  const foreign = mixed(100, ({ rung, index }) => (rung === 2 && index === 7 ? { lane: "batch" } : {}));
  expect(verdictOf(foreign, "errors == 0").reasons.join()).toMatch(/lane batch has no stream at rung 2/);
});

test("a rule of a lane is doubted for the drift of that lane, and for no other", () => {
  const plain = mixed(180);
  const first = plain.samples.filter(({ rung }) => rung === 1).slice(0, 40);
  const back = (lane: "interactive" | "batch") =>
    first.map((one) => ({
      ...one,
      lap: 2,
      lane,
      firstToken: (one.firstToken ?? 0) + 900,
      end: one.end + 900,
    }));
  const steady = first.map((one) => ({ ...one, lap: 2 }));
  const text = "ttft.p95 of interactive <= 2 x baseline at 3";
  expect(verdictOf({ ...plain, returned: [...steady, ...back("batch")] }, text).reasons.join()).not.toContain(
    "drifted",
  );
  expect(verdictOf({ ...plain, returned: back("interactive") }, text).reasons.join()).toContain("drifted");
});
