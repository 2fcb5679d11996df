import { expect, test } from "vitest";
import { levelAt } from "../../src/gates/level.ts";
import { measure } from "../../src/load/measure.ts";
import type { Climb, Decision } from "../../src/model/climb.ts";
import { levelOf } from "../../src/statistics/repeated-looks.ts";
import { climb } from "./climbs.ts";
import { rule } from "./rules.ts";

const whole = climb({ rungs: [1, 2], requests: 160 });
const returned = whole.samples.filter(({ rung }) => rung === 1).map((one) => ({ ...one, lap: 2 }));
const contract = { ...whole.contract, requests: 80, budget: { requests: 320, time: 1e9 } };
const stop: Decision = { rung: 1, lap: 2, requests: 20, kind: "stop", why: "" };
const more: Decision = { rung: 2, requests: 80, kind: "more", why: "" };

const level = (text: string, changes: Partial<Climb>): number => {
  const seen = { ...whole, contract, ...changes };
  return levelAt({ climb: seen, measurement: measure(seen) }, rule(text), 2);
};

test.each([
  { says: "the rung twice", changes: {}, looks: 1 },
  { says: "and the return at 20, 80 and 160", changes: { returned }, looks: 3 },
  {
    says: "and a further return",
    changes: { returned, decisions: [stop, more, stop] },
    looks: 4,
  },
])("a rule against rung 1 has a share of its own for each look: $says", ({ changes, looks }) => {
  expect(level("ttft.p95 <= 3 x baseline at 2", changes)).toBe(levelOf(looks));
  expect(level("ttft.p95 <= 300 ms at 2", changes)).toBe(levelOf(1));
});
