import fc from "fast-check";
import { expect, test } from "vitest";
import { BOUNDS, counted, looked, NO_TALLY } from "../../src/load/lane-tally.ts";
import type { LaneRequest } from "../../src/model/lane-load.ts";

const request = (id: string, more: Partial<LaneRequest> = {}): LaneRequest => ({
  id,
  lane: "batch",
  ending: "served",
  wait: 5,
  firstByte: 300,
  tokens: 20,
  ...more,
});

const NONE = { counts: BOUNDS.map(() => 0).concat(0), sum: 0 };

test("every time falls into one bucket, and none into a bucket below it", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 1_000_000 })), (times) => {
      const all = times.reduce(counted, NONE);
      expect(all.counts.reduce((sum, count) => sum + count, 0)).toBe(times.length);
      BOUNDS.forEach((bound, at) => {
        const below = all.counts.slice(0, at + 1).reduce((sum, count) => sum + count, 0);
        expect(below).toBe(times.filter((time) => time <= bound).length);
      });
    }),
  );
});

test("an absent time is no zero", () => {
  expect(counted(NONE, undefined)).toEqual(NONE);
});

test("a request that two looks show counts once", () => {
  const first = looked(NO_TALLY, { requests: [request("a"), request("b")] });
  const second = looked(first, { requests: [request("b"), request("c")] });
  expect(second.lanes["batch"]).toMatchObject({ tokens: 60, endings: { served: 3 } });
  expect(second.gaps).toBe(0);
});

test("a look without new requests changes nothing", () => {
  const first = looked(NO_TALLY, { requests: [request("a")] });
  expect(looked(first, { requests: [request("a")] })).toEqual(first);
});

test.each([
  ["a log that ran over", [request("c"), request("d")], 1],
  ["a proxy that started anew", [], 1],
])("%s is counted as a gap", (_, requests, gaps) => {
  const first = looked(NO_TALLY, { requests: [request("a"), request("b")] });
  expect(looked(first, { requests }).gaps).toBe(gaps);
});

test("a refusal counts by its code, and costs no tokens", () => {
  const { wait: _, firstByte: __, ...early } = request("a", { ending: "refused", reason: "lane_closed" });
  const { lanes } = looked(NO_TALLY, { requests: [early] });
  expect(lanes["batch"]).toMatchObject({ reasons: { lane_closed: 1 }, tokens: 0, wait: NONE });
});
