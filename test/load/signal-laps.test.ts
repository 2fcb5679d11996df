import { expect, test } from "vitest";
import { climbFromEvidence, climbToEvidence } from "../../src/load/evidence.ts";
import type { Climb } from "../../src/model/climb.ts";
import type { Signal } from "../../src/model/signal.ts";
import { climb } from "../gates/climbs.ts";

/** A climb that returned 100 ms after its last rung, as a ladder leaves it that writes no lap of signals. */
function earlier(rungs: readonly number[]): Climb {
  const up = climb({ rungs });
  const end = Math.max(...up.samples.map((one) => one.end));
  const back = climb({ rungs: [1] }).samples.slice(0, 20);
  const returned = back.map((one) => ({
    ...one,
    lap: 2,
    sent: one.sent + end + 100,
    end: one.end + end + 100,
  }));
  const last = up.signals.at(-1);
  const late = [end + 20, end + 600].map((at) => ({ ...last, at, rung: 1 }) as Signal);
  return { ...up, returned, signals: [...up.signals.filter(({ at }) => at <= end), ...late] };
}

const laps = (whole: Climb): readonly (number | undefined)[] =>
  climbFromEvidence(climbToEvidence(whole)).signals.map(({ lap }) => lap);

test.each([
  { says: "from the end of the highest rung on", rungs: [1, 4], count: 2 },
  { says: "from its first request on, where rung 1 was the last", rungs: [1], count: 1 },
])("the readings of a return that wrote no lap are told by time: $says", ({ rungs, count }) => {
  const all = laps(earlier(rungs));
  expect(all.filter((lap) => lap === 2)).toHaveLength(count);
  expect(all.slice(-count)).toEqual(Array.from({ length: count }, () => 2));
});

test("a climb that did not return has none", () => {
  expect(new Set(laps(climb()))).toEqual(new Set([undefined]));
});

test("a lap that was written comes back", () => {
  const written = { ...climb(), signals: [{ host: "mac-01", at: 1, rung: 1, lap: 2 }] };
  expect(climbFromEvidence(climbToEvidence(written)).signals).toEqual(written.signals);
});
