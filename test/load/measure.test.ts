import { describe, expect, test } from "vitest";
import { measure } from "../../src/load/measure.ts";
import type { Climb } from "../../src/model/climb.ts";
import { inFlight } from "../../src/model/in-flight.ts";
import type { Sample } from "../../src/model/sample.ts";
import type { Signal } from "../../src/model/signal.ts";
import { TERMS } from "../fakes/terms.ts";

const CONTRACT = {
  ...TERMS,
  model: "m",
  outputTokens: 10,
  rungs: [1, 2],
  requests: 4,
} as const;

/** One request of `took` ms whose first token came after a fifth of it. */
const sample = (
  rung: number,
  index: number,
  at: { readonly sent: number; readonly took: number },
): Sample => ({
  host: "h",
  rung,
  index,
  sent: at.sent,
  firstToken: at.sent + at.took / 5,
  end: at.sent + at.took,
  chunks: 10,
  gapMax: at.took / 10,
  gapMean: at.took / 12,
  promptTokens: 256,
  outputTokens: 10,
  outcome: "ok",
  status: 200,
  error: "",
});

const broken = ({ host, rung, index, sent, end }: Sample): Sample => ({
  ...{ host, rung, index, sent, end, chunks: 0 },
  outcome: "timeout",
  status: 0,
  error: "no end",
});

const climbOf = (samples: readonly Sample[], signals: readonly Signal[] = []): Climb => ({
  host: "h",
  revision: "r",
  contract: CONTRACT,
  startedAt: "2026-11-21T09:00:00.000Z",
  samples,
  signals,
  doubts: [],
});

const inTurn = (rung: number, took: readonly number[]): readonly Sample[] =>
  took.map((one, index) => sample(rung, index, { sent: 1000 * index, took: one }));

describe("a rung", () => {
  const [rung] = measure(climbOf(inTurn(1, [500, 1000, 500, 1000]))).rungs;

  test("has nearest-rank percentiles of first token, completion and largest gap", () => {
    expect(rung).toMatchObject({
      requests: 4,
      errors: 0,
      ttft: { p50: 100, p95: 200, p99: 200 },
      completion: { p50: 500, p95: 1000, p99: 1000 },
      gap: { p50: 50, p95: 100, p99: 100 },
    });
  });

  test("takes from the first request to the last answer, and is steady until the last request", () => {
    expect(rung).toMatchObject({ elapsed: 4000, steady: [{ from: 0, until: 3000 }], rough: true });
  });

  test("takes no longer for the time in which it rested before it went on", () => {
    const later = inTurn(1, [1000, 1000]).map((one) => ({
      ...one,
      ...{ index: one.index + 4, sent: one.sent + 60_000, end: one.end + 60_000 },
    }));
    const whole = climbOf([...inTurn(1, [1000, 1000, 1000, 1000]), ...later]);
    const at = (kind: "next" | "more") => ({ rung: 1, requests: 4, kind, why: "" });
    expect(measure(whole).rungs[0]?.elapsed).toBe(62_000);
    expect(measure({ ...whole, decisions: [at("next"), at("more")] }).rungs[0]?.elapsed).toBe(6000);
  });

  test("counts a failed request as one that never ends", () => {
    const [first, ...rest] = inTurn(1, [500, 500, 500, 500]);
    const measured = measure(climbOf([...rest, ...(first === undefined ? [] : [broken(first)])])).rungs[0];
    expect(measured).toMatchObject({ requests: 4, errors: 1, ttft: { p50: 100 } });
    expect(measured?.ttft.p95).toBeUndefined();
    expect(measured?.gap.p95).toBeUndefined();
  });
});

describe("the knee", () => {
  test.each([
    { says: "the rung before p95 exceeds three times rung 1", p95: [100, 120, 301], knee: 2 },
    { says: "exactly three times is not yet queueing", p95: [100, 120, 300], knee: undefined },
    { says: "at once", p95: [100, 400, 900], knee: 1 },
  ])("$says", ({ p95, knee }) => {
    const rungs = p95.flatMap((one, index) => inTurn(2 ** index, [5 * one, 5 * one]));
    expect(measure(climbOf(rungs)).knee).toBe(knee);
  });

  test("is where requests begin to fail", () => {
    const failing = inTurn(2, [500, 500]).map(broken);
    expect(measure(climbOf([...inTurn(1, [500, 500]), ...failing])).knee).toBe(1);
  });

  test("is unknown without rung 1", () => {
    expect(measure(climbOf([...inTurn(2, [500]), ...inTurn(4, [9000])])).knee).toBeUndefined();
  });
});

describe("signals", () => {
  const signal = (at: number, values: Partial<Signal>): Signal => ({ host: "h", rung: 1, at, ...values });

  test("peak, worst level, and growth since the first reading in time", () => {
    const signals = [
      signal(2, { rss: 50, swapUsed: 900, pressure: 2 }),
      signal(1, { rss: 70, swapUsed: 300, pressure: 1 }),
      signal(3, { footprint: 10, swapUsed: 600, thermal: 1 }),
    ];
    const peaks = { rssPeak: 70, footprintPeak: 10, swapGrowth: 600, pressureWorst: 2, thermalWorst: 1 };
    expect(measure(climbOf([], signals))).toEqual({ rungs: [], ...peaks });
  });

  test("what was counted before the climb is none of its own", () => {
    const signals = [
      signal(1, { swapOuts: 500, gpuResets: 2, logErrors: 0 }),
      signal(2, { swapOuts: 700, gpuResets: 3, logErrors: 4 }),
    ];
    expect(measure(climbOf([], signals))).toEqual({ rungs: [], swapOuts: 200, gpuResets: 1, logErrors: 4 });
  });

  test("what was never read is absent, and one reading of swap is no growth", () => {
    expect(measure(climbOf([], [signal(1, { swapUsed: 300 })]))).toEqual({ rungs: [] });
  });

  test("swap that shrinks has not grown", () => {
    expect(measure(climbOf([], [signal(1, { swapUsed: 9 }), signal(2, { swapUsed: 3 })])).swapGrowth).toBe(0);
  });
});

describe("streams in flight", () => {
  const two = [0, 0, 100, 100, 200, 200].map((sent, index) => sample(2, index, { sent, took: 100 }));

  test("two streams without a pause are two", () => {
    expect(inFlight(two, 2)).toBe(2);
  });

  test("a client that idles half of the time holds half", () => {
    const idle = [0, 0, 200, 200, 400, 400].map((sent, index) => sample(2, index, { sent, took: 100 }));
    expect(inFlight(idle, 2)).toBe(1);
  });

  test("feathered starts and a last long request do not count", () => {
    const feathered = [
      sample(2, 9, { sent: -50, took: 50 }),
      ...two,
      sample(2, 8, { sent: 300, took: 5000 }),
    ];
    expect(inFlight(feathered, 2)).toBeCloseTo(2, 0);
  });

  test("a server that answers sooner than the streams start holds them all the same", () => {
    const streams = Array.from({ length: 8 }, (_, stream) =>
      Array.from({ length: 60 - 2 * stream }, (_, turn) => stream * 10 + turn * 4),
    );
    const quick = streams.flat().map((sent, index) => sample(8, index, { sent, took: 4 }));
    expect(inFlight(quick, 8)).toBeCloseTo(8, 0);
  });

  test("too few requests hold nothing", () => {
    expect(inFlight(two.slice(0, 1), 2)).toBe(0);
  });
});
