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
  ["before the first rung it is the longest climb", [], 1, 28_800],
  ["then it goes on at the pace of the last rung", [ended(8000), ended(4000)], 64, 128 * 50],
  ["the rung that begins is part of it", [ended(8000)], 2, 208 * 100],
])("%s", (_, before, rung, left) => {
  expect(timeLeft({ ...WISH, requestMs: 100 }, before, rung)).toBe(left);
});
