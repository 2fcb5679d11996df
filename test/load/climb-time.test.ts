import { expect, test } from "vitest";
import { climbTime, timeLeft } from "../../src/load/climb-time.ts";
import { measureRung } from "../../src/load/measure-rung.ts";

const WISH = { rungs: [1, 2, 64], requests: 80 };

/** A rung of one request that took so long. */
const ended = (elapsed: number) => ({ ...measureRung(1, []), requests: 80, elapsed });

test("the longest climb sends every request after the other; a rung holds at least two for each stream", () => {
  expect(climbTime(WISH, 100)).toBe((80 + 80 + 128) * 100);
});

test.each([
  ["before the first rung it is the longest climb", [], [1, 0], 28_800],
  ["then it goes on at the pace of the last rung", [ended(8000), ended(4000)], [64, 0], 128 * 50],
  ["the rung that begins is part of it", [ended(8000)], [2, 0], 208 * 100],
  ["what has ended of a rung is not", [ended(8000)], [2, 30], 178 * 100],
  ["a rung that is extended takes nothing from the next", [ended(8000)], [2, 160], 128 * 100],
] as const)("%s", (_, before, [rung, done], left) => {
  expect(timeLeft({ ...WISH, requestMs: 100 }, before, { rung, done })).toBe(left);
});

test("requests that come by themselves are waited for", () => {
  const size = { promptTokens: 64, outputTokens: 8 };
  const lane = { lane: "uniform", streams: 1, api: "ollama-chat", sizes: [size] } as const;
  const workload = { name: "uniform", lanes: [lane], perMinute: 60 } as const;
  const wish = { rungs: [1, 2], requests: 60, workload, requestMs: 100 };
  expect(timeLeft(wish, [], { rung: 2, done: 20 })).toBe(20_000);
});
