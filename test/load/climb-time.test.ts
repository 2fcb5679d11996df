import { expect, test } from "vitest";
import { climbTime, timeLeft } from "../../src/load/climb-time.ts";
import { measureRung } from "../../src/load/measure-rung.ts";

const WISH = { rungs: [1, 2, 64], requests: 80 };

/** A rung of one request that took so long. */
const ended = (elapsed: number) => ({ ...measureRung(1, []), requests: 80, elapsed });

test("the longest climb sends every request after the other; a rung holds at least two for each stream", () => {
  const alone = (80 + 80 + 128) * 100;
  expect(climbTime(WISH, 100)).toEqual({ usual: alone, longest: alone });
});

test.each([
  ["returns to one stream for 20 requests", 80, (80 + 80 + 128 + 20) * 100, (80 + 80 + 128 + 80) * 100],
  ["may go on while a rule is undecided", 160, (80 + 80 + 128 + 20) * 100, (160 + 160 + 128 + 160) * 100],
])("a climb with a budget %s", (_, requests, usual, longest) => {
  expect(climbTime({ ...WISH, budget: { requests, time: 1 } }, 100)).toEqual({ usual, longest });
});

test("what is left of a climb with a budget has its return in it, at the pace of one stream", () => {
  const wish = { ...WISH, requestMs: 100, budget: { requests: 160, time: 1 } };
  expect(timeLeft(wish, [], { rung: 1, done: 0 })).toBe(28_800 + 20 * 100);
  expect(timeLeft(wish, [ended(16_000), ended(4000)], { rung: 64, done: 0 })).toBe(128 * 50 + 20 * 200);
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
  const limited = { ...wish, requests: 20, budget: { requests: 40, time: 1 } };
  expect(climbTime(limited, 100)).toEqual({ usual: 50_000, longest: 100_000 });
});
