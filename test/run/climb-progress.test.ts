import { expect, test } from "vitest";
import type { EventBody } from "../../src/model/event.ts";
import type { LadderLine } from "../../src/probe/line.ts";
import { progressTeller } from "../../src/run/climb-progress.ts";
import type { Scene } from "../../src/run/scene.ts";

const host = "mac-01";

/** What is told of lines that a ladder prints, a minute after one another. */
function told(...lines: readonly LadderLine[]): readonly EventBody[] {
  const events: EventBody[] = [];
  let now = 0;
  const clock = {
    now: () => {
      now += 60_000;
      return now;
    },
  };
  const scene = { clock, tell: (event: EventBody) => events.push(event) } as unknown as Scene;
  const tell = progressTeller(scene, { host, why: (rung) => `planned: ${rung}`, left: () => 7 });
  for (const line of lines) tell(JSON.stringify(line));
  return events;
}

const progress: LadderLine = { kind: "progress", rung: 4, done: 1, of: 8 };

test.each<{ says: string; line: LadderLine; why: string; left?: number }>([
  { says: "on the way up", line: { kind: "rung-started", rung: 4 }, why: "planned: 4", left: 7 },
  {
    says: "after the return",
    line: { kind: "rung-started", rung: 1, lap: 2 },
    why: "to see whether the host is still what it was",
  },
  {
    says: "up again",
    line: { kind: "rung-started", rung: 4, again: true },
    why: "a rule is undecided there with the baseline as it is now",
  },
])("a rung begins $says: why, and how long it will take where that was planned", ({ line, why, left }) => {
  const [begun, going] = told(line, progress);
  expect(begun).toMatchObject({ kind: "step-started", host, why });
  expect(going).toEqual({ kind: "rung-progress", host, done: 1, of: 8, ...(left !== undefined && { left }) });
});
