import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decisionsOf, Overseer } from "../../src/climb/overseer.ts";
import type { Climb } from "../../src/model/climb.ts";
import type { Sample } from "../../src/model/sample.ts";
import { workloadOf } from "../../src/model/workloads.ts";
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

/** What a probe would have sent: it asks the overseer after every request, and again when what was under way has ended. */
function lived(whole: Climb): readonly Sample[] {
  const overseer = new Overseer(whole);
  return whole.contract.rungs.flatMap((rung) => {
    const kept: Sample[] = [];
    let left = whole.samples.filter((one) => one.rung === rung);
    do {
      const stint = untilLetGo(overseer, left, rung);
      kept.push(...stint);
      left = rested(left.slice(stint.length), stint);
    } while (overseer.settle()?.kind === "more");
    return kept;
  });
}

/** Requests until the rung is let go, and one for each stream that is under way then. */
function untilLetGo(overseer: Overseer, samples: readonly Sample[], streams: number): readonly Sample[] {
  let end = samples.length;
  for (let taken = 1; taken <= end; taken += 1) {
    const decision = overseer.take(samples[taken - 1] as Sample);
    if (decision !== undefined && decision.kind !== "more") end = Math.min(end, taken + streams);
  }
  return samples.slice(0, end);
}

/** The same requests after a rest. */
function rested(samples: readonly Sample[], before: readonly Sample[]): Sample[] {
  const by = Math.max(...before.map(({ end }) => end)) + 250 - (samples[0]?.sent ?? 0);
  return samples.map((one) => ({
    ...one,
    ...{ sent: one.sent + by, end: one.end + by },
    ...(one.firstToken !== undefined && { firstToken: one.firstToken + by }),
  }));
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

describe("what is under way when a rung is let go", () => {
  const late = climbed((index) => index === 80 || index === 81);
  const opened = { ...late, samples: lived(late) };

  test("opens it again where a rule is open with it", () => {
    expect(told(opened)).toEqual(["1: 80 next", "2: 80 next", "2: 82 more", "2: 160 more", "2: 320 next"]);
  });

  test("opens it for whoever has the samples of a climb that was cut off then", () => {
    const cut = opened.samples.slice(0, 81 + 82);
    const decisions = decisionsOf(opened).slice(0, 3);
    expect(told({ ...opened, samples: cut })).toEqual(["1: 80 next", "2: 80 next"]);
    expect(decisionsOf({ ...opened, samples: cut, decisions })).toEqual(decisions);
  });
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

test("the most that a rung may still have is counted in each lane", () => {
  const lengths = { context: 8192, promptTokens: 256, outputTokens: 32 };
  const workload = workloadOf({ name: "mixed", api: "openai-chat", embeds: false, ...lengths });
  const { contract, ...whole } = climbed(() => false);
  const overseer = new Overseer({ ...whole, contract: { ...contract, rungs: [1, 8], workload } });
  const [first] = whole.samples;
  if (first === undefined) throw new Error("the climb has no request");
  const ended = { interactive: 30, batch: 12, agents: 11 } as const;
  for (const [lane, requests] of Object.entries(ended))
    for (let index = 0; index < requests; index += 1)
      overseer.take({ ...first, rung: 8, index, lane: lane as keyof typeof ended });
  expect(overseer.most({ rung: 8 })).toBe(320 - 11);
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
