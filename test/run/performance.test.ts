import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Event } from "../../src/model/event.ts";
import { Failure } from "../../src/model/failure.ts";
import { systemClock } from "../../src/run/clock.ts";
import { performAlone } from "../../src/run/performance.ts";
import { ownPlace } from "../store/place.ts";

const at = ownPlace();

/** A run whose timeline lies on a full disk, and what is shown of it. */
function onFullDisk() {
  const [reports, run] = [at("reports"), "20261130-070000-abcdef"];
  const shown: Event[] = [];
  mkdirSync(join(reports, "orchard", run), { recursive: true });
  symlinkSync("/dev/full", join(reports, "orchard", run, "timeline.ndjson"));
  const folders = { inventory: "/nowhere", home: "/nowhere", reports };
  const show = (event: Event): unknown => shown.push(event);
  return { shown, cast: { verb: "drain", pool: "orchard", folders, clock: systemClock, show, run } };
}

test("a timeline that a full disk does not take is told once, the work goes on, and the verb fails at its end", async () => {
  const { cast, shown } = onFullDisk();
  let isDone = false;
  const ended = performAlone(cast, async ({ tell }) => {
    for (const text of ["one", "two", "three"]) tell({ kind: "line", text });
    await systemClock.sleep(50);
    isDone = true;
  });
  await expect(ended).rejects.toMatchObject({
    code: "file-unwritable",
    saw: expect.stringContaining("ENOSPC"),
  });
  expect(isDone).toBe(true);
  const lines = shown.flatMap((event) => (event.kind === "line" ? [event.text] : []));
  expect(lines).toEqual([
    "one",
    "two",
    "three",
    expect.stringMatching(/timeline\.ndjson: it cannot be written .*the work goes on/),
  ]);
});

test("what the work itself failed with comes first", async () => {
  const { cast } = onFullDisk();
  const lost = new Failure({ code: "connection-lost", subject: "mac-01", saw: "it broke", hint: "again" });
  const ended = performAlone(cast, ({ tell }) => {
    tell({ kind: "line", text: "one" });
    return Promise.reject(lost);
  });
  await expect(ended).rejects.toBe(lost);
});
