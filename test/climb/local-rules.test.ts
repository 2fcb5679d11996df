import { expect, test } from "vitest";
import { localRules } from "../../src/climb/local-rules.ts";
import type { Signal } from "../../src/model/signal.ts";
import { climb } from "../gates/climbs.ts";

const rulesFor = (rungs: readonly number[], signals?: readonly Signal[]) => {
  const { rules, unasked } = localRules({ ...climb({ rungs }), ...(signals && { signals }) });
  return { rules: rules.map(({ text }) => text), unasked };
};

const SIGNALS = ["swap.growth <= 2 GiB", "pressure <= warning"];

test.each<[string, readonly number[], readonly string[]]>([
  ["slowness is judged at four streams", [1, 2, 4, 8], ["ttft.p95 <= 3 x baseline at 4"]],
  ["or at the largest rung below", [1, 3, 8], ["ttft.p95 <= 3 x baseline at 3"]],
  ["or at the first rung that is no baseline", [1, 8, 16], ["ttft.p95 <= 3 x baseline at 8"]],
  ["one stream alone has nothing to be compared with", [1], []],
])("%s", (_, rungs, slowness) => {
  expect(rulesFor(rungs)).toEqual({ rules: ["errors == 0", ...slowness, ...SIGNALS], unasked: [] });
});

const seen = (at: number, values: Partial<Signal>): Signal => ({ host: "mac-01", at, rung: 1, ...values });

test.each<[string, readonly Signal[], readonly string[]]>([
  [
    "a signal that could not be read before the load is not asked about",
    [seen(0, { pressure: 1 })],
    ["swap.growth <= 2 GiB"],
  ],
  ["none at all leaves both out", [seen(0, {})], SIGNALS],
  ["no reading leaves both out", [], SIGNALS],
  [
    "a signal that goes missing later is asked about all the same",
    [seen(500, {}), seen(0, { pressure: 1, swapUsed: 0 })],
    [],
  ],
  [
    "a signal that comes later was not there to begin with",
    [seen(0, {}), seen(500, { pressure: 1, swapUsed: 0 })],
    SIGNALS,
  ],
])("%s", (_, signals, unasked) => {
  const found = rulesFor([1, 2], signals);
  expect(found.unasked).toEqual(unasked);
  expect(found.rules).toEqual([
    "errors == 0",
    "ttft.p95 <= 3 x baseline at 2",
    ...SIGNALS.filter((rule) => !unasked.includes(rule)),
  ]);
});
