import { describe, expect, test } from "vitest";
import { jobs, throughput } from "../../src/gates/rates.ts";
import { measure } from "../../src/load/measure.ts";
import type { Climb, Sample } from "../../src/model/sample.ts";
import { LEVEL } from "../../src/statistics/interval.ts";
import { chance } from "../fakes/climb.ts";
import { climb } from "./climbs.ts";

const request = (index: number, sent: number, took: number, failed = false): Sample => ({
  ...{
    host: "mac-01",
    rung: 1,
    index,
    sent,
    end: sent + took,
    chunks: failed ? 0 : 32,
    status: 200,
    error: "",
  },
  ...(failed ? { outcome: "timeout" } : { outcome: "ok", firstToken: sent + 100, outputTokens: 32 }),
});

/** One stream: answers of 2 s, of which one in twenty times out after a minute. */
function timingOut(random: () => number): readonly Sample[] {
  let now = 0;
  return Array.from({ length: 80 }, (_, index) => {
    const failed = random() < 0.05;
    const one = request(index, now, failed ? 60_000 : 2000, failed);
    now = one.end;
    return one;
  });
}

/** Six a minute at random, whatever the server does; answers of a second. */
function arriving(random: () => number): readonly Sample[] {
  let now = 0;
  return Array.from({ length: 80 }, (_, index) => {
    now += -10_000 * Math.log(1 - random());
    return { ...request(index, now, 1000), planned: now };
  });
}

const seen = (samples: readonly Sample[], perMinute?: number): Climb => {
  const { contract, ...rest } = climb();
  const workload =
    perMinute === undefined ? {} : { workload: { name: "batch" as const, lanes: [], perMinute } };
  return { ...rest, samples, contract: { ...contract, ...workload } };
};

/** In how many of 200 runs the interval of 95 % holds the truth. */
function coverage(runOf: (random: () => number) => Climb, truth: number, read = jobs): number {
  const runs = Array.from({ length: 200 }, (_, seed) => runOf(chance(seed)));
  return runs.filter((one) => {
    const [rung] = measure(one).rungs;
    const reading = rung && read(one, rung);
    if (reading?.kind !== "value" || reading.estimate === undefined) return false;
    const { low, high } = reading.estimate.at(LEVEL);
    return low <= truth && truth <= high;
  }).length;
}

describe("the interval of a rate holds the truth", () => {
  const HOUR = 3_600_000;

  test("where requests fail, and cost their time", () => {
    const truth = (0.95 * HOUR) / (0.95 * 2000 + 0.05 * 60_000);
    expect(coverage((random) => seen(timingOut(random)), truth)).toBeGreaterThan(165);
  });

  test("of tokens as well", () => {
    const truth = (1000 * 0.95 * 32) / (0.95 * 2000 + 0.05 * 60_000);
    expect(coverage((random) => seen(timingOut(random)), truth, throughput)).toBeGreaterThan(165);
  });

  test("where requests arrive at random", () => {
    expect(coverage((random) => seen(arriving(random), 6), 360)).toBeGreaterThan(175);
  });
});
