import fc from "fast-check";
import { expect, test } from "vitest";
import { decisionsOf, Overseer } from "../../src/climb/overseer.ts";
import type { Climb, Sample } from "../../src/model/sample.ts";
import { climb } from "../gates/climbs.ts";

const RULES = ["ttft.p95 <= 450 ms at 2", "errors == 0"];
const BUDGET = { requests: 320, time: 1e9 };

function climbed(late: (index: number) => boolean, requests = 400): Climb {
  const whole = climb({
    rungs: [1, 2],
    requests,
    ttft: (rung, index) => (rung === 2 && late(index) ? 500 : 100),
  });
  const byEnd = [...whole.samples].sort((a, b) => a.rung - b.rung || a.end - b.end);
  const contract = { ...whole.contract, requests: 80, budget: BUDGET };
  return { ...whole, contract, samples: byEnd, rules: RULES };
}

/** What a probe would have sent that asks the overseer after every request. */
function lived(whole: Climb): readonly Sample[] {
  const overseer = new Overseer(whole);
  const kept: Sample[] = [];
  let done = 0;
  for (const sample of whole.samples) {
    if (sample.rung === done) continue;
    kept.push(sample);
    const decision = overseer.take(sample);
    if (decision !== undefined && decision.kind !== "more") done = sample.rung;
  }
  return kept;
}

const told = (seen: Climb) =>
  decisionsOf(seen).map(({ rung, requests, kind }) => `${rung}: ${requests} ${kind}`);

test("a clear rung ends at its first look, an unclear one at a later one", () => {
  expect(told({ ...climbed(() => false), samples: lived(climbed(() => false)) })).toEqual([
    "1: 80 next",
    "2: 80 next",
  ]);
  const unclear = climbed((index) => index % 16 === 3);
  expect(told({ ...unclear, samples: lived(unclear) })).toEqual([
    "1: 80 next",
    "2: 80 more",
    "2: 160 more",
    "2: 320 stop",
  ]);
});

test("what was under way when a rung was let go changes no decision", () => {
  const whole = climbed(() => true);
  const kept = lived(whole);
  const extra = whole.samples.filter((sample) => !kept.includes(sample) && sample.rung === 1).slice(0, 3);
  expect(decisionsOf({ ...whole, samples: [...kept.slice(0, 80), ...extra, ...kept.slice(80)] })).toEqual(
    decisionsOf({ ...whole, samples: kept }),
  );
});

test("whoever has the samples comes to the decisions that were taken", () => {
  fc.assert(
    fc.property(fc.array(fc.boolean(), { minLength: 7, maxLength: 40 }), (pattern) => {
      const whole = climbed((index) => pattern[index % pattern.length] === true);
      const overseer = new Overseer(whole);
      const samples = lived(whole);
      for (const sample of samples) overseer.take(sample);
      expect(decisionsOf({ ...whole, samples })).toEqual(overseer.decisions);
    }),
    { numRuns: 20 },
  );
});

test("without a budget nobody decides anything", () => {
  const { contract, ...whole } = climbed(() => false);
  const { budget: _, ...plain } = contract;
  expect(decisionsOf({ ...whole, contract: plain })).toEqual([]);
});

test("a rung that is held goes on until the time is over or the answer clear", () => {
  const rules = ["ttft.p95 <= 450 ms at 2 for 4m"];
  const pattern = (share: number) => ({ ...climbed((index) => index % share === 3, 3000), rules });
  const hopeless = { ...pattern(3), samples: lived(pattern(3)) };
  expect(decisionsOf(hopeless).at(-1)).toMatchObject({
    rung: 2,
    kind: "next",
    why: "every rule is decided here",
  });
  expect(hopeless.samples.length).toBeLessThan(300);
  const near = { ...pattern(21), samples: lived(pattern(21)) };
  const last = near.samples.at(-1);
  expect((last?.end ?? 0) - 1e6).toBeGreaterThan(240_000);
});
