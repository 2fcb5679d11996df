import { describe, expect, test } from "vitest";
import { chance } from "../../bench/truth/chance.ts";
import { virtualClimb } from "../../bench/truth/climb.ts";
import type { Host } from "../../bench/truth/host.ts";
import { efficiency } from "../../src/load/efficiency.ts";
import { kneeOf, kneesOf } from "../../src/load/knee.ts";
import { measure } from "../../src/load/measure.ts";
import type { Climb } from "../../src/model/climb.ts";
import type { Knees } from "../../src/model/measurement.ts";
import { nonNegativeFit } from "../../src/statistics/least-squares.ts";
import { TERMS } from "../fakes/terms.ts";

const RUNGS = [1, 2, 4, 8, 16, 32];
const HOST: Host = { slots: 4, prefill: 200, decode: 1800, spread: 0.1, memory: 0, crowding: 0 };
const climbed = (change: Partial<Host>, rungs: readonly number[] = RUNGS) =>
  measure(virtualClimb({ host: { ...HOST, ...change }, seed: 7, rungs, requests: 80, rules: [] }));

describe("a host with slots", () => {
  test.each([1, 2, 4, 8])("of which it has %i queues behind them, and that is its knee", (slots) => {
    const { knee, knees } = climbed({ slots });
    expect(knee).toBe(slots);
    expect(knees?.onset).toBe(slots);
  });

  test("that make each other slower bends before they are full", () => {
    const { knee, knees } = climbed({ slots: 16, crowding: 0.25 });
    expect(knees).toMatchObject({ efficiency: { rung: 4, agreed: true } });
    expect(knees?.efficiency?.streams).toBeGreaterThan(3);
    expect(knee).toBe(4);
  });

  test("that are never full and never slow have no knee, and their ceiling is the top", () => {
    const { knee, knees } = climbed({ slots: 64 }, [1, 2, 4, 8]);
    expect(knee).toBeUndefined();
    expect(knees).toMatchObject({ ceiling: { rung: 8 } });
    expect(knees).not.toHaveProperty("efficiency");
  });
});

test("nothing climbed bends nowhere, and nothing is claimed of it", () => {
  expect(kneesOf([], { contract: { ...TERMS, model: "m", rungs: [1], requests: 1 }, samples: [] })).toEqual({
    unknown: { onset: "one-rung", efficiency: "few-rungs" },
  });
  expect(kneeOf({})).toBeUndefined();
});

test.each([0.25, 1])("an efficiency knee bounds what output can grow to: sigma %d", (sigma) => {
  const rungs = [1, 2, 4, 8];
  const samples = rungs.flatMap((rung) =>
    Array.from({ length: 10 }, (_, index) => {
      const end = 1000 * (1 + sigma * (rung - 1));
      return {
        host: "h",
        rung,
        index,
        sent: 0,
        firstToken: 50,
        end,
        chunks: 1,
        outcome: "ok" as const,
        status: 200,
        error: "",
      };
    }),
  );
  const { streams = 0 } = efficiency(rungs, samples) ?? {};
  const output = (n: number): number => n / (1 + sigma * (n - 1));
  expect(streams).toBeCloseTo(1 / sigma, 6);
  expect(output(1e6)).toBeLessThanOrEqual(streams * (1 + 1e-9));
  expect(output(streams)).toBeGreaterThanOrEqual(streams / 2);
});

describe("what could not be looked for is unknown, not absent", () => {
  const failing = (rung: number): Climb => {
    const climb = virtualClimb({ host: HOST, seed: 7, rungs: [1, 2, 4], requests: 80, rules: [] });
    const samples = climb.samples.map((one) =>
      one.rung === rung ? { ...one, outcome: "http-error" as const } : one,
    );
    return { ...climb, samples };
  };

  test.each([
    ["one rung", () => climbed({}, [1]), { onset: "one-rung", efficiency: "few-rungs" }],
    ["two rungs", () => climbed({}, [1, 2]), { efficiency: "few-rungs" }],
    ["no answer at rung 1", () => measure(failing(1)), { onset: "no-scale", efficiency: "few-rungs" }],
    ["no answer at rung 4", () => measure(failing(4)), { efficiency: "few-rungs" }],
    ["all of it", () => climbed({ slots: 64 }, [1, 2, 4]), undefined],
  ] as const)("%s", (_, run, unknown) => {
    expect(run().knees?.unknown).toEqual(unknown);
  });
});

interface Case {
  readonly says: string;
  readonly seen: Climb;
  readonly voided: readonly number[];
  readonly knee?: number;
  readonly unknown?: NonNullable<Knees["unknown"]>;
}

describe("what rests on a void rung is unknown", () => {
  /** Requests queue above 4 streams. */
  const queues = virtualClimb({ host: HOST, seed: 7, rungs: RUNGS, requests: 80, rules: [] });
  const wide = virtualClimb({ host: { ...HOST, slots: 64 }, seed: 7, rungs: RUNGS, requests: 80, rules: [] });
  /** Streams slow each other down before any queues. */
  const shares = virtualClimb({
    host: { ...HOST, slots: 64, crowding: 0.25 },
    ...{ seed: 7, rungs: RUNGS, requests: 80, rules: [] },
  });

  test.each([
    { says: "the scale", seen: queues, voided: [1], unknown: { onset: "void", efficiency: "void" } },
    { says: "the rung below the queue", seen: queues, voided: [4], unknown: { onset: "void" } },
    { says: "the first that queues", seen: queues, voided: [8], unknown: { onset: "void" } },
    {
      says: "all that queue",
      seen: queues,
      voided: [8, 16, 32],
      unknown: { onset: "void", efficiency: "void" },
    },
    {
      says: "the highest, where nothing queued below",
      seen: wide,
      voided: [32],
      unknown: { onset: "void", efficiency: "void" },
    },
    {
      says: "but not an onset far from it",
      seen: queues,
      voided: [2, 32],
      knee: 4,
      unknown: { efficiency: "void" },
    },
    { says: "and a curve has points enough without it", seen: shares, voided: [2], knee: 4 },
  ] as readonly Case[])("$says", ({ seen, voided, knee, unknown }: Case) => {
    const found = measure(seen, voided);
    expect({ knee: found.knee, unknown: found.knees?.unknown }).toEqual({ knee, unknown });
  });

  test("and a void rung is no ceiling", () => {
    const whole = measure(queues).knees?.ceiling?.rung ?? 0;
    expect(measure(queues, [whole]).knees?.ceiling?.rung).not.toBe(whole);
  });
});

describe("the fit", () => {
  const made = (a: number, b: number, c: number) =>
    RUNGS.map((n) => ({ parts: [1, n - 1, n * (n - 1)], seen: a + b * (n - 1) + c * n * (n - 1) }));

  test("finds what the observations were made of", () => {
    const [a = 0, b = 0, c = 0] = nonNegativeFit(made(2000, 300, 7)) ?? [];
    expect(a).toBeCloseTo(2000, 6);
    expect(b).toBeCloseTo(300, 6);
    expect(c).toBeCloseTo(7, 6);
  });

  test("never goes below zero", () => {
    const fit = nonNegativeFit(made(2000, 300, -5).map((one) => ({ ...one, seen: Math.max(1, one.seen) })));
    expect(fit?.every((value) => value >= 0)).toBe(true);
  });

  test("of too few observations is none", () => {
    expect(nonNegativeFit(made(1, 1, 1).slice(0, 2))).toBeUndefined();
  });
});

test("the chance of the bench is the same for the same seed only", () => {
  const [a, b, c] = [chance(1), chance(1), chance(2)].map(({ uniform }) => uniform());
  expect(a).toBe(b);
  expect(a).not.toBe(c);
});
