import { describe, expect, it, test } from "vitest";
import { type HostVariables, moduleCalls, PLAY } from "../../bench/play.ts";
import { type Race, renderRaces } from "../../bench/report.ts";
import { median, medianTiming, times } from "../../bench/timing.ts";

describe("a median", () => {
  it.each([
    ["of one value is that value", [3], 3],
    ["of an odd number is the middle one, whatever the order", [9, 1, 2], 2],
    ["of an even number is the mean of the two in the middle", [4, 1, 2, 9], 3],
    ["does not follow one slow run", [1, 1, 1, 60, 1], 1],
    ["orders numbers as numbers", [10, 9, 100], 10],
  ])("%s", (_, values, middle) => {
    expect(median(values)).toBe(middle);
  });

  it("of nothing is an error, never zero", () => {
    expect(() => median([])).toThrow(RangeError);
  });

  it("of wall and of CPU are found apart", () => {
    const runs = [
      { wall: 1, cpu: 30 },
      { wall: 2, cpu: 10 },
      { wall: 3, cpu: 20 },
    ];
    expect(medianTiming(runs)).toEqual({ wall: 2, cpu: 20 });
  });
});

test.each([
  ["small ones keep two digits", 0.26, 0.2, "1.30x"],
  ["large ones are whole", 47.4, 1, "47x"],
  ["below one is below one", 1, 4, "0.25x"],
  ["without a unit there is none", 1, 0, "-"],
])("ratios: %s", (_, value, unit, text) => {
  expect(times(value, unit)).toBe(text);
});

const run = (wall: number, cpu: number) => ({ wall, cpu });

const RACES: readonly Race[] = [
  {
    hosts: 1,
    runs: {
      ssh: [run(0.2, 0.07), run(0.3, 0.07), run(0.19, 0.06)],
      espalier: [run(0.26, 0.2), run(0.25, 0.21), run(0.9, 0.22)],
      resident: [run(0.1, 0.05), run(0.1, 0.04), run(0.11, 0.05)],
      play: [run(7.5, 2), run(7.8, 2.1), run(7.4, 2.2)],
      raw: [run(0.6, 0.45), run(0.6, 0.45), run(0.61, 0.45)],
    },
  },
  { hosts: 50, runs: { ssh: [run(6, 3)], espalier: [run(3, 0.9)] } },
];

test("the tables as they are printed", async () => {
  await expect(`${renderRaces(RACES)}\n`).toMatchFileSnapshot("../golden/bench/races.txt");
});

test("a way that did not run has no row, and without Ansible there is nothing to hold against it", () => {
  const text = renderRaces(RACES.slice(1));
  expect(text).not.toContain("ansible");
  expect(text).not.toContain("over espalier");
});

test("every loop of the play goes over a list of the host's variables, and each turn is counted", () => {
  const lists = PLAY[0].tasks.flatMap((task) => ("loop" in task ? [task.loop] : []));
  expect(lists.length).toBeGreaterThan(4);
  const host = Object.fromEntries(lists.map((loop) => [loop.replace(/\W/g, ""), ["a", "b"]]));
  expect(moduleCalls(host as unknown as HostVariables)).toBe(PLAY[0].tasks.length + lists.length);
});
