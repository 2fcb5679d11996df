import { describe, expect, test } from "vitest";
import { advice } from "../../src/climb/advice.ts";
import { voidRungs } from "../../src/gates/doubt/void-rungs.ts";
import { measure } from "../../src/load/measure.ts";
import type { Climb } from "../../src/model/climb.ts";
import type { Signal } from "../../src/model/signal.ts";
import { climb, type Story } from "../gates/climbs.ts";

const GIB = 1024 ** 3;
const RUNGS = [1, 2, 4, 8];

const told = (
  from: Climb,
  more: { unasked?: readonly string[]; forwarder?: string } = {},
): readonly string[] =>
  advice({ climb: from, measurement: measure(from, voidRungs(from)), unasked: [], ...more });

/** The climb with each signal changed. */
const seeing = (whole: Climb, change: (signal: Signal) => Partial<Signal>): Climb => ({
  ...whole,
  signals: whole.signals.map((signal) => ({ ...signal, ...change(signal) })),
});

/** The first reading is taken before any load, at the first rung. */
const after = (rung: number, is: number, was: number) => (at: number) => (at >= rung ? is : was);
/** 100 ms up to a rung, then slower by a factor. */
const slowFrom = (rung: number, factor: number) => (at: number) => (at >= rung ? factor * 100 : 100);

const VOID =
  "No cap is recommended: a rung that tells nothing lies where the knee may be, so that it is not known how many streams this host carries.";
const NO_KNEE =
  "No knee up to 8 streams: TTFT p95 there is 1.0 times that of one stream. To find it, climb on: --rungs 1,2,4,8,16.";

test.each<[string, Story, readonly string[]]>([
  ["a climb without a knee says so and where to look", {}, [NO_KNEE]],
  [
    "a knee caps the streams at the rung before it",
    { ttft: slowFrom(8, 3.9) },
    [
      "Cap at 4 streams: at 8, TTFT p95 is 3.9 times that of one stream.",
      "Why there: prompts wait for each other, while answers do not: TTFT p50 from 100 ms to 390 ms, the time between tokens from 12.9 to 12.9 ms, output went from 256 to 324 tok/s between rung 4 and 8.",
    ],
  ],
  [
    "a knee at the second rung leaves one stream",
    { ttft: slowFrom(2, 4) },
    [
      "Cap at 1 stream: at 2, TTFT p95 is 4.0 times that of one stream.",
      "Why there: prompts wait for each other, while answers do not: TTFT p50 from 100 ms to 400 ms, the time between tokens from 12.9 to 12.9 ms, output went from 64 to 80 tok/s between rung 1 and 2.",
    ],
  ],
  [
    "only one rung says nothing of several streams",
    { rungs: [1] },
    ["Only 1 stream was tried, so nothing is known of several: climb with --rungs 1,2,4,8."],
  ],
  [
    "failures cap the streams although nothing was slow",
    { fails: (rung, index) => rung === 8 && index < 3 },
    [
      "Cap at 4 streams: at 8, 3 of 80 requests failed.",
      "3 of 320 requests failed; the first at 8 streams (http-error, server busy): see the engine's log.",
    ],
  ],
  [
    "failures that reach p95 are both",
    { fails: (rung, index) => rung === 8 && index < 40 },
    [
      "Cap at 4 streams: at 8, TTFT p95 falls on requests that failed and 40 of 80 requests failed.",
      "Why there: requests fail: 40 of 80 at rung 8.",
      "40 of 320 requests failed; the first at 8 streams (http-error, server busy): see the engine's log.",
    ],
  ],
  [
    "failures at one stream leave nothing to recommend",
    { fails: () => true },
    [
      "Even at 1 stream, 80 of 80 requests failed: nothing can be recommended before that is mended.",
      "320 of 320 requests failed; the first at 1 stream (http-error, server busy): see the engine's log.",
    ],
  ],
  [
    "swap that grew at a rung moves batch work away",
    { swap: after(8, 3.3 * GIB, GIB) },
    [
      "Cap at 4 streams: at 8, memory runs short.",
      "Move batch work to a remote Mac: swap grew 2.3 GiB at 8 streams.",
    ],
  ],
  [
    "swap is told at each rung where it grew, and does not hide the knee",
    { swap: (rung) => (rung === 8 ? 4 * GIB : rung === 4 ? 2 * GIB : GIB), ttft: slowFrom(4, 5) },
    [
      "Cap at 2 streams: at 4, TTFT p95 is 5.0 times that of one stream.",
      "Why there: memory runs short: swap grew 1.0 GiB at rung 4.",
      "Move batch work to a remote Mac: swap grew 1.0 GiB at 4 streams, then swap grew 2.0 GiB at 8 streams.",
    ],
  ],
  [
    "swap that grew by what other programs move is not told",
    { swap: after(4, GIB + 2 ** 20, GIB) },
    [NO_KNEE],
  ],
  ["swap that shrank is not told", { swap: after(4, 0, GIB) }, [NO_KNEE]],
  [
    "too few requests make it a hint",
    { requests: 20 },
    [NO_KNEE, "This is a hint only: a p95 needs 72 requests, 1 stream had 20."],
  ],
  [
    "a busy client is told, and its rung is no ground for a cap nor for none",
    { loopDelay: after(8, 90, 2) },
    [
      VOID,
      "Doubt it: the client was busy at rung 8: event-loop delay p99 90 ms, 50 ms allowed. Mend that, and climb again.",
    ],
  ],
])("%s", (_, story, sentences) => {
  expect(told(climb({ rungs: RUNGS, ...story }))).toEqual(sentences);
});

test.each<[string, (signal: Signal) => Partial<Signal>, readonly string[]]>([
  [
    "pressure that rose names level and rung",
    ({ rung }) => ({ pressure: rung >= 4 ? 2 : 1 }),
    [
      "Cap at 2 streams: at 4, memory runs short.",
      "Move batch work to a remote Mac: memory pressure rose to warning at 4 streams.",
    ],
  ],
  [
    "pressure that rose twice is told twice",
    ({ rung }) => ({ pressure: rung >= 8 ? 4 : rung >= 4 ? 2 : 1, swapUsed: rung >= 8 ? 3 * GIB : GIB }),
    [
      "Cap at 2 streams: at 4, memory runs short.",
      "Move batch work to a remote Mac: memory pressure rose to warning at 4 streams, then swap grew 2.0 GiB and memory pressure rose to critical at 8 streams.",
    ],
  ],
  ["pressure that was there before any load is not blamed on it", () => ({ pressure: 2 }), [NO_KNEE]],
  [
    "heat is told and caps nothing",
    ({ rung }) => ({ thermal: rung >= 8 ? 1 : 0 }),
    [
      NO_KNEE,
      "The thermal state rose to moderate at 8 streams: heat may have slowed what came after, so let it cool and climb again.",
    ],
  ],
  [
    "heat that held the machine back leaves its rung without a word on the knee",
    ({ rung }) => ({ thermal: rung >= 8 ? 2 : 0 }),
    [
      VOID,
      "The thermal state rose to heavy at 8 streams: heat may have slowed what came after, so let it cool and climb again.",
      "Doubt it: the machine was held back by heat at rung 8: thermal state heavy. Mend that, and climb again.",
    ],
  ],
])("%s", (_, change, sentences) => {
  expect(told(seeing(climb({ rungs: RUNGS }), change))).toEqual(sentences);
});

test("rungs that only the client made slow give no cap and no cause", () => {
  const seen = climb({ rungs: RUNGS, ttft: slowFrom(2, 15), loopDelay: after(2, 1200, 2) });
  const [first, ...rest] = told(seen);
  expect(first).toBe(VOID);
  expect(rest.map((text) => text.slice(0, 37))).toEqual(
    [2, 4, 8].map((rung) => `Doubt it: the client was busy at rung ${rung}`.slice(0, 37)),
  );
});

test.each([
  ["slower", 800, "8.00", "2.40"],
  ["quicker", 20, "0.20", undefined],
])(
  "a host that was %s at its end is given no cap and no cause, and the drift is told",
  (_, wait, ttft, completion) => {
    const back = climb({ rungs: [1], ttft: () => wait }).samples.slice(0, 20);
    const whole = climb({ rungs: RUNGS, ttft: slowFrom(2, 4) });
    const returned = back.map((sample) => ({ ...sample, lap: 2, index: sample.index + 80 }));
    const drifted = (noun: string, factor: string): string =>
      `Doubt it: one stream drifted during the climb: at its end the median ${noun} was ${factor} times that at its start. Mend that, and climb again.`;
    expect(told({ ...whole, returned })).toEqual([
      "No cap is recommended: the host did not stay what it was, and what came with time cannot be told from what came with more streams.",
      drifted("TTFT", ttft),
      ...(completion === undefined ? [] : [drifted("completion", completion)]),
    ]);
  },
);

describe("what is left at the return to rung 1", () => {
  const back = (change: Partial<Signal>): Climb => {
    const whole = climb({ rungs: RUNGS, swap: after(8, 3.3 * GIB, GIB) });
    const [first] = whole.signals;
    const late = [0, 500].map((at) => ({ ...first, at: 9e6 + at, lap: 2, ...change }) as Signal);
    return { ...whole, signals: [...whole.signals, ...late] };
  };
  const capped = "Cap at 4 streams: at 8, memory runs short.";
  const moved = "Move batch work to a remote Mac: swap grew 2.3 GiB at 8 streams";

  test("is not laid to one stream", () => {
    expect(told(back({ swapUsed: 3.3 * GIB }))).toEqual([capped, `${moved}.`]);
  });

  test("is told as such where it became worse still, and caps nothing", () => {
    expect(told(back({ swapUsed: 4.3 * GIB, thermal: 1 }))).toEqual([
      capped,
      `${moved}, then swap grew 1.0 GiB at 1 stream after the return.`,
      "The thermal state rose to moderate at 1 stream after the return: heat may have slowed what came after, so let it cool and climb again.",
    ]);
  });
});

type Unread = keyof Omit<Signal, "host" | "at" | "rung">;

/** As the CSV gives them back: a signal that was not read is absent. */
const without = (whole: Climb, ...names: readonly Unread[]): Climb => ({
  ...whole,
  signals: whole.signals.map(
    (signal) =>
      Object.fromEntries(
        Object.entries(signal).filter(([name]) => !names.some((one) => one === name)),
      ) as unknown as Signal,
  ),
});

test("signals that were not read are named, and nothing is claimed about them", () => {
  const blind = without(climb({ rungs: RUNGS }), "footprint", "swapUsed");
  expect(told(blind, { unasked: ["swap.growth <= 2 GiB"] }).at(-1)).toBe(
    "Not read on this machine: the engine's footprint and swap. Nothing is claimed about them; not asked: swap.growth <= 2 GiB.",
  );
  expect(told(blind).at(-1)).toMatch(/Nothing is claimed about them\.$/);
});

test("behind a tunnel nothing is claimed about the machine at all", () => {
  const far = without(climb({ rungs: RUNGS }), "rss", "footprint", "swapUsed", "pressure", "thermal");
  expect(told(far, { forwarder: "ssh" }).at(-1)).toBe(
    "The port is held by ssh, so the engine may run elsewhere. Not read: the engine's resident memory, the engine's footprint, swap, memory pressure and the thermal state. Nothing is claimed about them.",
  );
});

test("a climb without a single request recommends nothing", () => {
  expect(told({ ...climb(), samples: [] })[0]).toBe("Nothing was measured.");
});
