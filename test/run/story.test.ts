import { expect, test } from "vitest";
import { cutBy, despiteCut } from "../../src/connectors/cut.ts";
import type { EventBody } from "../../src/model/event.ts";
import { storyOf } from "../../src/run/story.ts";

const waves = [{ name: "all", hosts: ["mac-01", "mac-02", "mac-03"] }];
const begin: readonly EventBody[] = [
  { kind: "run-started", verb: "drain", waves },
  { kind: "host-started", host: "mac-01" },
];
const step = { host: "mac-01", step: "drain mac-01" } as const;
const inStep: EventBody = { kind: "step-started", ...step, why: "by hand" };
const stepDone: EventBody = { kind: "step-ended", ...step, state: "done", note: "" };
const hostDone: EventBody = { kind: "host-ended", host: "mac-01", outcome: "done", note: "" };

test.each<readonly [string, readonly EventBody[], underWay: readonly unknown[], waiting: readonly string[]]>([
  ["before a host is begun nobody waits for it", begin.slice(0, 1), [], []],
  ["a host that was begun is under way", begin, [["mac-01", undefined]], ["mac-02", "mac-03"]],
  ["and in the step that began last", [...begin, inStep], [["mac-01", "drain mac-01"]], ["mac-02", "mac-03"]],
  ["until the step ends", [...begin, inStep, stepDone], [["mac-01", undefined]], ["mac-02", "mac-03"]],
  ["a host that has ended is not", [...begin, hostDone], [], ["mac-02", "mac-03"]],
])("%s", (_, bodies, underWay, waiting) => {
  const story = storyOf({ tell: () => undefined });
  for (const body of bodies) story.tell(body);
  expect([...story.hosts().underWay]).toEqual(underWay);
  expect(story.hosts().waiting).toEqual(waiting);
  expect(story.isOver()).toBe(false);
});

test("work that is cut off tells nothing more, but for what is done despite it", async () => {
  const told: EventBody[] = [];
  const story = storyOf({ tell: (body) => told.push(body) });
  const stop = new AbortController();
  await cutBy({ signal: stop.signal, duties: new Set() }, async () => {
    story.tell({ kind: "line", text: "before" });
    stop.abort();
    story.tell({ kind: "line", text: "the connection broke" });
    await despiteCut(async () => story.tell({ kind: "line", text: "opened again" }));
  });
  expect(told).toEqual([
    { kind: "line", text: "before" },
    { kind: "line", text: "opened again" },
  ]);
});
