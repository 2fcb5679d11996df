import { describe, expect, test } from "vitest";
import type { Event } from "../../src/model/event.ts";
import { jsonLine } from "../../src/report/terminal/json-line.ts";
import { plainLine } from "../../src/report/terminal/plain-line.ts";
import { emptyProgress, reduceProgress } from "../../src/report/terminal/progress.ts";
import { renderTree } from "../../src/report/terminal/tree.ts";
import { fakeEvents, secondsIn } from "../fakes/events.ts";

const treeAt = (seconds: number, width = 110): readonly string[] =>
  renderTree(fakeEvents(seconds).reduce(reduceProgress, emptyProgress), { now: secondsIn(seconds), width });

const text = (lines: readonly string[]): string => `${lines.join("\n")}\n`;

describe("the live tree", () => {
  test.each([
    ["at the first step", 12],
    ["while the canary climbs", 110],
    ["while the second wave goes back", 562],
    ["at the end", 700],
  ])("%s", async (name, seconds) => {
    await expect(text(treeAt(seconds))).toMatchFileSnapshot(
      `../golden/report/tree-${name.replaceAll(" ", "-")}.txt`,
    );
  });

  test.each([20, 40, 80])("never is wider than %i columns", (width) => {
    const lines = treeAt(562, width);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(width);
  });

  test("counts width without colours", () => {
    const paint = (line: string): string => `\u001b[1m${line}\u001b[22m`;
    const palette = { ok: paint, fail: paint, warn: paint, dim: paint, bold: paint };
    const progress = fakeEvents(700).reduce(reduceProgress, emptyProgress);
    const colored = renderTree(progress, { now: secondsIn(700), width: 60, palette });
    const bare = colored.map((line) =>
      line.replaceAll("\u001b[1m", "").replaceAll("\u001b[22m", "").trimEnd(),
    );
    expect(bare).toEqual(treeAt(700, 60));
    expect(colored.join("")).not.toBe(bare.join(""));
  });

  test("folds a crowd that waits into one line", () => {
    const hosts = Array.from({ length: 40 }, (_, index) => `mac-${index}`);
    const event: Event = {
      at: "2026-11-20T22:10:04Z",
      pool: "orchard",
      run: "r",
      kind: "run-started",
      verb: "deploy",
      waves: [{ name: "all", hosts }],
    };
    const lines = renderTree(reduceProgress(emptyProgress, event), { now: secondsIn(1), width: 80 });
    expect(lines).toEqual(["deploy orchard  run r · 1.0 s", "└─ all", "   ○ 40 hosts wait"]);
  });

  test("shows hosts of a verb that has no waves", () => {
    const head = { at: "2026-11-20T22:10:04Z", pool: "orchard", run: "r" };
    const events: readonly Event[] = [
      { ...head, kind: "host-started", host: "mac-01" },
      { ...head, kind: "step-started", host: "mac-01", step: "doors close", why: "disk swap" },
      { ...head, kind: "host-started", host: "mac-02" },
    ];
    const lines = renderTree(events.reduce(reduceProgress, emptyProgress), { now: secondsIn(2), width: 80 });
    expect(lines).toEqual(["● mac-01  doors close 2.0 s · disk swap · host 2.0 s", "● mac-02  2.0 s"]);
  });
});

describe("the rung that is climbed", () => {
  const head = { at: "2026-11-20T22:10:04Z", pool: "laptop", run: "r" };
  const host = "desk";
  const begun: readonly Event[] = [
    { ...head, kind: "host-started", host },
    { ...head, kind: "step-started", host, step: "ladder rung 4", why: "100 requests" },
  ];
  const [rung] = fakeEvents().flatMap((event) => (event.kind === "rung-ended" ? [event.rung] : []));
  const drawn = (...later: readonly Event[]) =>
    renderTree([...begun, ...later].reduce(reduceProgress, emptyProgress), {
      now: secondsIn(9),
      width: 120,
    });
  const progress = (more: object): Event => ({
    ...head,
    kind: "rung-progress",
    host,
    done: 41,
    of: 100,
    ...more,
  });

  test.each([
    [{}, "41 of 100 requests"],
    [{ swapGrowth: 0, left: 91_000 }, "41 of 100 requests · swap +0 B · about 1m 31s left"],
    [{ done: 130 }, "130 of 130 requests"],
  ])("is told as it goes: %o", (more, told) => {
    expect(drawn(progress(more))).toEqual([`● desk  ladder rung 4 9.0 s · ${told} · host 9.0 s`]);
  });

  test("is told no more when the next one begins, and keeps what it did to swap", () => {
    const next: Event = { ...head, kind: "step-started", host, step: "ladder rung 8", why: "64 requests" };
    if (rung === undefined) throw new Error("the story has no rung");
    const [first, second] = drawn(
      progress({}),
      { ...head, kind: "rung-ended", host, rung: { ...rung, errors: 2 }, swapGrowth: 2.3 * 1024 ** 3 },
      next,
    );
    expect(first).toBe("● desk  ladder rung 8 9.0 s · 64 requests · host 9.0 s");
    expect(second).toMatch(/ tok\/s {2}swap \+2\.3 GiB {2}2 errors$/);
  });

  test("is told once, as it ended last, when the climb comes to it again", () => {
    if (rung === undefined) throw new Error("the story has no rung");
    const ended = (errors: number): Event => ({
      ...head,
      kind: "rung-ended",
      host,
      rung: { ...rung, errors },
    });
    const lines = drawn(ended(2), ended(3));
    expect(lines).toHaveLength(2);
    expect(lines[1]).toMatch(/3 errors$/);
  });

  test("says nothing to a log", () => {
    expect(plainLine(progress({}))).toBeUndefined();
  });
});

test("without a terminal every event is a line", async () => {
  await expect(text(fakeEvents().flatMap((event) => plainLine(event) ?? []))).toMatchFileSnapshot(
    "../golden/report/plain.txt",
  );
});

test("what a host says cannot steer the terminal", () => {
  const head = { at: "2026-11-20T22:10:04Z", pool: "orchard", run: "r" };
  const event: Event = { ...head, kind: "line", host: "mac-01", text: "\u001b[2Jgone\r\u0007" };
  const tree = renderTree(reduceProgress(emptyProgress, event), { now: secondsIn(1), width: 80 });
  expect([plainLine(event), ...tree].join("")).not.toMatch(/\p{Cc}/u);
});

test("an empty line says nothing", () => {
  const [first] = fakeEvents();
  expect(first && plainLine({ ...first, kind: "line", text: " " })).toBeUndefined();
});

test("every JSON line is the event", () => {
  const lines = fakeEvents().map(jsonLine);
  expect(lines.join("")).not.toContain("\n");
  expect(lines.map((line) => JSON.parse(line) as Event)).toEqual(fakeEvents());
});
