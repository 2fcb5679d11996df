import { describe, expect, test } from "vitest";
import { instrumentDoubts } from "../../src/gates/doubt/instrument.ts";
import { judge } from "../../src/gates/judge.ts";
import { climbFromEvidence, climbToEvidence } from "../../src/load/evidence.ts";
import { measure } from "../../src/load/measure.ts";
import type { Climb, RungDoubt } from "../../src/model/climb.ts";
import type { Sample } from "../../src/model/sample.ts";
import type { Signal } from "../../src/model/signal.ts";
import { climb } from "./climbs.ts";
import { rule } from "./rules.ts";

/** The verdict of whoever has nothing but the files: what is doubted must be in them. */
function verdictOf(seen: Climb) {
  const again = climbFromEvidence(climbToEvidence(seen));
  return judge(again, measure(again), { rules: [rule("ttft.p95 <= 9 s at 4")] });
}

const at4 =
  <T extends { readonly rung: number }>(change: (one: T, index: number) => T) =>
  (one: T, index: number): T =>
    one.rung === 4 ? change(one, index) : one;

const samples = (change: (sample: Sample, index: number) => Sample): Climb => {
  const seen = climb();
  return { ...seen, samples: seen.samples.map(at4(change)) };
};
const signals = (
  everywhere: Partial<Signal>,
  change: (signal: Signal, index: number) => Signal = (signal) => signal,
): Climb => {
  const seen = climb();
  return { ...seen, signals: seen.signals.map((one) => ({ ...one, ...everywhere })).map(at4(change)) };
};
const doubts = (everywhere: Partial<RungDoubt>, change: Partial<RungDoubt>): Climb => {
  const seen = climb();
  return {
    ...seen,
    doubts: seen.doubts.map((one) => ({ ...one, ...everywhere })).map(at4((one) => ({ ...one, ...change }))),
  };
};
const without = <T extends object>(one: T, ...names: readonly string[]): T =>
  Object.fromEntries(Object.entries(one).filter(([name]) => !names.includes(name))) as T;

/** What the probe says of rung 4, to which it came twice; the first of it is said of rung 1, too, where that is of the server. */
const again = ({ served, ...first }: Partial<RungDoubt>, second: Partial<RungDoubt>): Climb => {
  const seen = doubts(served === undefined ? {} : { served }, first);
  return {
    ...seen,
    doubts: seen.doubts.flatMap((one) =>
      one.rung === 4 ? [one, { ...one, loopDelayP99: 2, ...second }] : [one],
    ),
  };
};

/** All times of a rung are stretched, and what a first token takes with them. */
const slower = (sample: Sample): Sample => ({
  ...sample,
  ...{ sent: sample.sent * 10, end: sample.end * 10, gapMax: (sample.gapMax ?? 0) * 10 },
  ...(sample.firstToken !== undefined && { firstToken: sample.firstToken * 10 }),
});

/** The answers of a rung end in the middle, so that each stream rests as long as it works. */
const halved = (sample: Sample): Sample => ({ ...sample, end: sample.sent + (sample.end - sample.sent) / 2 });

test("a climb without doubt passes", () => {
  expect(
    verdictOf({ ...signals({ canaryLate: 3, enginePid: 7, onBattery: 0, coTenants: 0 }), canary: true }),
  ).toMatchObject({
    verdict: "pass",
    reasons: [],
  });
});

describe("a breach at rung 4 makes it void:", () => {
  test.each<{ says: string; seen: Climb; reason: string }>([
    {
      says: "a busy client",
      seen: doubts({}, { loopDelayP99: 64 }),
      reason: "the client was busy at rung 4: event-loop delay p99 64 ms, 50 ms allowed",
    },
    {
      says: "a client that was busy the first time only",
      seen: again({ loopDelayP99: 64 }, {}),
      reason: "the client was busy at rung 4: event-loop delay p99 64 ms, 50 ms allowed",
    },
    {
      says: "a client that was busy when the climb came again",
      seen: again({}, { loopDelayP99: 64 }),
      reason: "the client was busy at rung 4: event-loop delay p99 64 ms, 50 ms allowed",
    },
    {
      says: "a late canary",
      seen: signals({ canaryLate: 2 }, (one, index) => ({ ...one, canaryLate: index % 3 === 0 ? 180 : 4 })),
      reason:
        "the client stamped late at rung 4: the canary in 7 of 22 readings by more than 50 ms, once by 180 ms",
    },
    {
      says: "a canary that fell silent",
      seen: { ...signals({ canaryLate: 2 }, (one) => without(one, "canaryLate")), canary: true },
      reason: "no canary was heard at rung 4",
    },
    {
      says: "streams that rested",
      seen: samples(halved),
      reason: "the client did not hold rung 4: 2.0 streams in flight by Little's law",
    },
    {
      says: "prompts that were cut short",
      seen: samples((one) => ({ ...one, promptTokens: 128 })),
      reason:
        "the server read 128 of 256 prompt tokens at rung 4: cut short, or remembered; prompts had 128 tokens at rung 4 and 256 at rung 1",
    },
    {
      says: "longer prompts than at rung 1",
      seen: samples((one) => ({ ...one, promptTokens: 300 })),
      reason: "prompts had 300 tokens at rung 4 and 256 at rung 1",
    },
    {
      says: "shorter answers than at rung 1",
      seen: samples((one) => ({ ...one, outputTokens: 20 })),
      reason: "answers had 20 tokens at rung 4 and 32 at rung 1",
    },
    {
      says: "an answer that is longer than was asked",
      seen: samples((one, index) => ({ ...one, outputTokens: index % 20 === 0 ? 90 : 32 })),
      reason: "the server wrote 90 tokens at rung 4, where 32 at the most were asked for",
    },
    {
      says: "prompts that the server remembered",
      seen: samples((one) => ({ ...one, cachedTokens: 192 })),
      reason: "the server remembered 192 of 256 prompt tokens at rung 4: its cache bends the ladder",
    },
    {
      says: "an engine that was restarted",
      seen: signals({ enginePid: 893 }, (one) => ({ ...one, enginePid: 917 })),
      reason: "the engine was restarted by rung 4: pid 893 became 917",
    },
    {
      says: "an engine that is gone",
      seen: signals({ enginePid: 893 }, (one) => without(one, "enginePid")),
      reason: "the engine (pid 893) no longer ran at rung 4",
    },
    {
      says: "an engine that is lost halfway",
      seen: signals({ enginePid: 893 }, (one, index) => (index % 22 < 8 ? one : without(one, "enginePid"))),
      reason: "the engine (pid 893) no longer ran at rung 4",
    },
    {
      says: "another model behind the same name",
      seen: doubts(
        { served: { "model digest": "aa", slots: "4" } },
        { served: { "model digest": "bb", slots: "4" } },
      ),
      reason: "the server changed by rung 4: model digest was aa and is bb",
    },
    {
      says: "another model when the climb came again",
      seen: again({ served: { "model digest": "aa" } }, { served: { "model digest": "bb" } }),
      reason: "the server changed by rung 4: model digest was aa and is bb",
    },
    {
      says: "other slots",
      seen: doubts({ served: { slots: "4" } }, { served: { slots: "8" } }),
      reason: "the server changed by rung 4: slots was 4 and is 8",
    },
    {
      says: "a slow tunnel",
      seen: signals({ roundTrip: 12 }, (one) => ({ ...one, roundTrip: 95 })),
      reason: "the way to the server was slow at rung 4: 95 ms and back, 12 ms at best",
    },
    {
      says: "heat",
      seen: signals({}, (one) => ({ ...one, thermal: 2 })),
      reason: "the machine was held back by heat at rung 4: thermal state heavy",
    },
    {
      says: "a plug that was pulled",
      seen: signals({ onBattery: 0 }, (one) => ({ ...one, onBattery: 1 })),
      reason: "the power changed by rung 4: the climb began on mains",
    },
    {
      says: "a low power mode",
      seen: signals({ lowPower: 0 }, (one) => ({ ...one, lowPower: 1 })),
      reason: "a low power mode slowed the machine down at rung 4",
    },
    {
      says: "a compiler beside it",
      seen: signals({ coTenants: 0 }, (one) => ({
        ...one,
        coTenants: 275,
        coTenantNames: "a compiler 240 %, Time Machine 35 %",
      })),
      reason: "the machine was shared at rung 4: a compiler 240 %, Time Machine 35 % of a core",
    },
  ])("$says", ({ seen, reason }) => {
    expect(verdictOf(seen)).toMatchObject({ verdict: "unproven", reasons: [reason] });
  });
});

describe("what is no breach:", () => {
  test.each<{ says: string; seen: Climb }>([
    {
      says: "a canary that is late by less than a tenth of what a first token takes",
      seen: { ...signals({ canaryLate: 60 }), samples: samples(slower).samples },
    },
    {
      says: "one hiccup of the canary",
      seen: signals({ canaryLate: 2 }, (one, index) => ({ ...one, canaryLate: index % 50 === 0 ? 300 : 2 })),
    },
    {
      says: "the opening of a template that is remembered",
      seen: samples((one) => ({ ...one, cachedTokens: 20 })),
    },
    {
      says: "prompts a little longer than asked",
      seen: { ...climb(), samples: climb().samples.map((one) => ({ ...one, promptTokens: 283 })) },
    },
    {
      says: "a server that counts nothing",
      seen: samples((one) => without(one, "promptTokens", "outputTokens")),
    },
    {
      says: "a reading of the machine that was given up, even the last one",
      seen: signals({ enginePid: 893, diskFree: 1e9 }, (one, index) =>
        index % 7 === 0 || one.at > 2_010_000 ? without(one, "enginePid", "diskFree") : one,
      ),
    },
    { says: "a machine that is warm", seen: signals({}, (one) => ({ ...one, thermal: 1 })) },
    { says: "a whole climb on battery", seen: signals({ onBattery: 1 }) },
    { says: "an idle indexer", seen: signals({ coTenants: 12, coTenantNames: "Spotlight's indexing 12 %" }) },
    {
      says: "a breach at another rung than the rule asks for",
      seen: {
        ...climb(),
        doubts: climb().doubts.map((one) => (one.rung === 2 ? { ...one, loopDelayP99: 90 } : one)),
      },
    },
  ])("$says", ({ seen }) => {
    expect(verdictOf(seen).verdict).toBe("pass");
  });
});

describe("an engine that is lost", () => {
  const back = { ...climb({ rungs: [1] }).signals[0], at: 9e6, lap: 2 } as Signal;
  const lost = signals({ enginePid: 893 }, (one, index) =>
    index % 22 < 8 ? one : without(one, "enginePid"),
  );
  const seen = { ...lost, signals: [...lost.signals, back] };

  test("and stays away is missed on the return, and not at the rung that began with it", () => {
    expect(instrumentDoubts(seen, 1)).toEqual(["the engine (pid 893) no longer ran at the return to rung 1"]);
    expect(instrumentDoubts(seen, 2)).toEqual([]);
  });

  test("is started anew by the return", () => {
    const anew = { ...lost, signals: [...lost.signals, { ...back, enginePid: 917 }] };
    expect(instrumentDoubts(anew, 1)).toEqual([
      "the engine was restarted by the return to rung 1: pid 893 became 917",
    ]);
  });
});

test("what came with the return is no doubt about rung 1 on the way up", () => {
  const whole = climb();
  const back = { ...climb({ rungs: [1] }).signals[0], at: 9e6, lap: 2 } as Signal;
  const strange = {
    ...back,
    thermal: 3,
    coTenants: 200,
    coTenantNames: "Xcode 200 %",
    lowPower: 1,
    canaryLate: 900,
  };
  const seen = {
    ...whole,
    signals: [...whole.signals, ...[0, 1, 2].map((at) => ({ ...strange, at: 9e6 + at }))],
  };
  expect(instrumentDoubts(seen, 1)).toEqual([]);
  expect(verdictOf(seen).verdict).toBe("pass");
  const bounded = judge(seen, measure(seen), { rules: ["thermal <= 0 at 1", "thermal <= 0"].map(rule) });
  expect(bounded.findings.map(({ verdict, saw }) => [verdict, saw])).toEqual([
    ["pass", expect.stringContaining("nominal")],
    ["fail", expect.stringContaining("trapping")],
  ]);
});

describe("a percentile that falls on requests that failed", () => {
  const broken = climb({ fails: (rung, index) => rung === 4 && index % 2 === 1 });
  const judged = (seen: Climb) =>
    judge(seen, measure(seen), {
      rules: ["ttft.p95 <= 3 x baseline at 4", "ttft.p95 <= 9 s at 4", "errors == 0"].map(rule),
    });
  const shared = {
    ...broken,
    signals: broken.signals.map(at4((one) => ({ ...one, coTenants: 90, coTenantNames: "a compiler 90 %" }))),
  };
  const cut = { ...broken, samples: broken.samples.filter(({ rung, index }) => rung !== 2 || index > 0) };
  const verdicts = (seen: Climb) => judged(seen).findings.map(({ verdict }) => verdict);

  test("fails where nothing is in doubt", () => {
    expect(verdicts(broken)).toEqual(["fail", "fail", "fail"]);
  });

  test("proves nothing at a rung that is void, while the errors stay errors", () => {
    expect(verdicts(shared)).toEqual(["unproven", "unproven", "fail"]);
    expect(judged(shared).findings[1]).toMatchObject({
      saw: "no end",
      reason: "the machine was shared at rung 4: a compiler 90 % of a core",
    });
  });

  test("nor in a climb that is not whole", () => {
    expect(verdicts(cut)).toEqual(["unproven", "unproven", "fail"]);
  });

  test("nor against a rung 1 that is void", () => {
    const busy = {
      ...broken,
      doubts: broken.doubts.map((one) => (one.rung === 1 ? { ...one, loopDelayP99: 90 } : one)),
    };
    expect(verdicts(busy)).toEqual(["unproven", "fail", "fail"]);
  });
});
