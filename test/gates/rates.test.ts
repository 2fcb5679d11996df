import { describe, expect, test } from "vitest";
import { virtualClimb } from "../../bench/truth/climb.ts";
import type { Host } from "../../bench/truth/host.ts";
import { jobs, throughput } from "../../src/gates/rates.ts";
import { measure } from "../../src/load/measure.ts";
import type { Climb } from "../../src/model/climb.ts";
import type { Sample } from "../../src/model/sample.ts";
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

  test("about which it lies where requests arrive at random", () => {
    const told = Array.from({ length: 400 }, (_, seed) => rateAt(seen(arriving(chance(seed)), 6), 1, jobs));
    const rates = told.map((one) => (one.kind === "value" ? one.value : Number.NaN));
    const mean = rates.reduce((sum, rate) => sum + rate, 0) / rates.length;
    expect(Math.abs(mean / 360 - 1)).toBeLessThan(0.02);
  });

  test("where requests arrive at random", () => {
    expect(coverage((random) => seen(arriving(random), 6), 360)).toBeGreaterThan(175);
  });
});

/** Four slots, each slower by a sixth for every other one that is busy; answers of 1.2 s. */
const HOST: Host = { slots: 4, prefill: 300, decode: 900, spread: 0.15, memory: 0, crowding: 1 / 6 };

const climbed = (host: Host, rung: number, { seed, requests }: { seed: number; requests: number }): Climb => {
  const rungs = rung === 1 ? [1] : [1, rung];
  return virtualClimb({ host, seed, rungs, requests, rules: [] });
};

function rateAt(climb: Climb, rung: number, read = throughput) {
  const measured = measure(climb).rungs.find((one) => one.rung === rung);
  if (measured === undefined) throw new Error(`rung ${rung} was not climbed`);
  return read(climb, measured);
}

/** The mean over many climbs of what is told. */
function meanRate(host: Host, rung: number, requests: number): number {
  const seeds = Array.from({ length: Math.ceil(24_000 / requests) }, (_, seed) => seed);
  const rates = seeds.map((seed) => {
    const told = rateAt(climbed(host, rung, { seed, requests }), rung);
    return told.kind === "value" ? told.value : Number.NaN;
  });
  return rates.reduce((sum, rate) => sum + rate, 0) / rates.length;
}

/** As many slots as streams: nobody waits. */
const WIDE: Host = { ...HOST, slots: 16, crowding: 0 };

describe("a short rung and a long one tell the same rate", () => {
  test.each([
    { host: HOST, rung: 1 },
    { host: HOST, rung: 4 },
    { host: HOST, rung: 8 },
    { host: HOST, rung: 16 },
    { host: WIDE, rung: 8 },
    { host: WIDE, rung: 16 },
  ])("within 1 %, at rung $rung of $host.slots slots", ({ host, rung }) => {
    const factor = meanRate(host, rung, 80) / meanRate(host, rung, 1000);
    expect(Math.abs(factor - 1)).toBeLessThan(0.01);
  });
});

describe("the interval holds the truth in 95 of 100 climbs, about", () => {
  test.each([
    { host: HOST, rung: 1 },
    { host: HOST, rung: 8 },
    { host: HOST, rung: 16 },
    { host: { ...HOST, memory: 0.6 }, rung: 8 },
    { host: WIDE, rung: 8 },
    { host: WIDE, rung: 16 },
  ])("at rung $rung of $host.slots slots, neighbours alike by $host.memory", ({ host, rung }) => {
    const truth = meanRate(host, rung, 8000);
    const runs = Array.from({ length: 200 }, (_, seed) => seed + 1000);
    const held = runs.filter((seed) => {
      const told = rateAt(climbed(host, rung, { seed, requests: 80 }), rung);
      if (told.kind !== "value" || told.estimate === undefined) return false;
      const { low, high } = told.estimate.at(LEVEL);
      return low <= truth && truth <= high;
    });
    expect(held.length / runs.length).toBeGreaterThan(0.91);
  });
});

describe("no rate is concluded from", () => {
  test.each([
    {
      says: "a rung of which more than a quarter is under way at the end",
      climb: climbed(HOST, 32, { seed: 1, requests: 80 }),
      rung: 32,
      why: "throughput needs a rung of more requests: 32 of 80 were still under way when the last one was sent, and a quarter may be",
    },
    {
      says: "a few answers",
      climb: climbed(HOST, 1, { seed: 1, requests: 10 }),
      rung: 1,
      why: "throughput needs 10 answers that end while all streams are busy, there are 9",
    },
    {
      says: "a rung that had no time with all streams busy",
      climb: seen(Array.from({ length: 2 }, (_, index) => ({ ...request(index, 10 * index, 900), rung: 2 }))),
      rung: 2,
      why: "throughput needs a time in which all streams are busy, and rung 2 had none",
    },
  ])("$says", ({ climb, rung, why }) => {
    expect(rateAt(climb, rung)).toMatchObject({ kind: "unknown", why });
  });
});
