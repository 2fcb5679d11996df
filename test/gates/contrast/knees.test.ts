import { expect, test } from "vitest";
import { kneesBeside } from "../../../src/gates/contrast/knees.ts";
import type { Party } from "../../../src/gates/contrast/party.ts";
import { measureRung } from "../../../src/load/measure-rung.ts";
import type { Knees } from "../../../src/model/measurement.ts";
import { party } from "./parties.ts";

const ANY = party({ requests: 20 });

/** A climb of these rungs that met its knee there, or none. */
function climbed(rungs: readonly number[], knee?: number, unknown?: Knees["unknown"]): Party {
  const measurement = {
    rungs: rungs.map((rung) => measureRung(rung, [])),
    ...(knee !== undefined && { knee }),
    knees: { ...(unknown && { unknown }) },
  };
  return { ...ANY, measurement };
}

const EIGHT = [1, 2, 4, 8];
const SIXTEEN = [...EIGHT, 16];
const thrice = (one: Party): readonly Party[] => [one, one, one];

test.each<[string, readonly Party[], readonly Party[], string]>([
  ["two rungs further", [climbed(EIGHT, 1)], [climbed(EIGHT, 4)], "faster"],
  ["two rungs less far", [climbed(EIGHT, 4)], [climbed(EIGHT, 1)], "slower"],
  ["at the same rung", [climbed(EIGHT, 2)], [climbed(EIGHT, 2)], "no difference seen"],
  ["one rung further, a climb each", [climbed(EIGHT, 2)], [climbed(EIGHT, 4)], "cannot tell"],
  ["one rung further, three climbs each", thrice(climbed(EIGHT, 2)), thrice(climbed(EIGHT, 4)), "faster"],
  ["on neither side, up to the same rung", [climbed(EIGHT)], [climbed(EIGHT)], "no difference seen"],
  ["on neither side, but B was climbed less high", [climbed(EIGHT)], [climbed([1, 2])], "cannot tell"],
  ["on B nowhere, but it was climbed less high", [climbed(EIGHT, 4)], [climbed([1, 2])], "cannot tell"],
  ["on A nowhere, but it was climbed less high", [climbed([1, 2])], [climbed(EIGHT, 4)], "cannot tell"],
  ["on B nowhere up to two rungs further", [climbed(SIXTEEN, 2)], [climbed(SIXTEEN)], "faster"],
  ["on B nowhere up to where A was not climbed", [climbed(EIGHT, 2)], [climbed(SIXTEEN)], "faster"],
  ["on B nowhere up to one rung further", [climbed(EIGHT, 4)], [climbed(EIGHT)], "cannot tell"],
  [
    "at a rung from which B leapt over that of A, three climbs each",
    thrice(climbed(EIGHT, 4)),
    thrice(climbed([1, 8], 1)),
    "cannot tell",
  ],
  [
    "on B nowhere, for one rung shows none",
    [climbed(EIGHT, 1)],
    [climbed([8], undefined, { onset: "one-rung" })],
    "cannot tell",
  ],
  [
    "unknown on both sides",
    [climbed([1], undefined, { onset: "one-rung" })],
    [climbed([1], undefined, { onset: "one-rung" })],
    "cannot tell",
  ],
])("a knee of B %s", (_, a, b, word) => {
  expect(kneesBeside({ a, b }).word).toBe(word);
});

test.each<[string, Party, Party, string]>([
  [
    "a bend that is not there",
    climbed(EIGHT, 4),
    climbed([1, 2]),
    "none was met up to 2 streams, and there may be one from there on",
  ],
  [
    "an unknown one",
    climbed(EIGHT, 4),
    climbed([1], undefined, { onset: "one-rung" }),
    "of one climb it is not known",
  ],
  ["a ladder of other rungs", climbed(EIGHT, 4), climbed([1, 8], 1), "they did not climb the same rungs"],
  ["the next rung", climbed(EIGHT, 2), climbed(EIGHT, 4), "a single climb may be off by one rung"],
])("%s is why it cannot be told", (_, a, b, why) => {
  expect(kneesBeside({ a: [a], b: [b] })).toMatchObject({ word: "cannot tell", why });
});
