import { describe, expect, test } from "vitest";
import type { HostFacts } from "../../src/model/facts.ts";
import { cappedBy, slots } from "../../src/operations/slots.ts";
import { convergedFacts, wishFor } from "../fakes/wish.ts";
import { smallPool } from "../inventory/files.ts";

const LANE = (name: string, streams: number, priority: number): string =>
  `  ${name}: { owner: data, streams: ${streams}, priority: ${priority}, models: [chat], keys: [] }\n`;
const wish = wishFor(
  smallPool(
    ["hosts:\n", `${LANE("batch", 2, 90)}${LANE("evaluation", 1, 60)}hosts:\n`],
    ["lanes: [interactive]\n    labels", "lanes: [interactive, batch, evaluation]\n    labels"],
    ["lanes: [interactive]\nwaves", "lanes: [interactive, batch, evaluation]\nwaves"],
  ),
);
const facts = convergedFacts(wish);

const telling = (...told: readonly number[]): HostFacts => ({
  ...facts,
  engineSlots: { ollama: told.map((count) => ({ slots: count, context: 8192 })) },
});
const said = (of: HostFacts): readonly string[] =>
  slots(wish, of).map((step) => (step.kind === "run" ? step.argv.slice(1).join(" ") : step.kind));

describe("an engine that tells", () => {
  const TOLD: readonly (readonly [string, readonly number[], readonly string[]])[] = [
    ["nothing is sent what it shall have", [], []],
    ["what it shall have is sent that", [4], []],
    ["more is sent no more", [8], []],
    ["three leaves two to the others: batch gives", [3], ["engine-ollama/engine 3", "lane-batch/gate 1"]],
    ["two cannot leave one: each lane keeps a stream", [2], ["engine-ollama/engine 2", "lane-batch/gate 1"]],
    ["one is sent one", [1], ["engine-ollama/engine 1", "lane-batch/gate 1"]],
    ["several models is sent what the largest can", [1, 4], []],
  ];

  test.each(TOLD)("%s", (_, told, steps) => {
    expect(said(telling(...told))).toEqual(steps);
  });

  test("as many as it shall again is sent them again", () => {
    const admitted = { maps: {}, ...facts.admitted, slots: { ollama: 2 }, streams: { batch: 1 } };
    expect(said({ ...telling(4), admitted })).toEqual(["engine-ollama/engine 4", "lane-batch/gate 2"]);
    expect(said({ ...telling(2), admitted })).toEqual([]);
  });
});

test("people are told what follows from it", () => {
  expect(cappedBy(wish, telling(3))).toEqual(["ollama tells 3 of 4 slots", "lane batch runs 1 of 2 streams"]);
  expect(cappedBy(wish, facts)).toEqual([]);
  expect(cappedBy(wish, { ...telling(3), current: "0".repeat(12) })).toEqual([]);
});
