import { spawn } from "node:child_process";
import { once } from "node:events";
import { appendFileSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Event } from "../../src/model/event.ts";
import { appendEvent, eventLog, followEvents } from "../../src/store/event-log.ts";
import { ownPlace } from "./place.ts";

const at = ownPlace();

const event = (text: string): Event => ({
  at: "2026-11-20T22:10:04Z",
  pool: "orchard",
  run: "20261120-221004-abcdef",
  kind: "line",
  text,
});

const line = (text: string): string => `${JSON.stringify(event(text))}\n`;

describe("what others append", () => {
  test("comes once, in order, as it comes", async () => {
    const path = eventLog(at("runs", "one"));
    const { next } = followEvents(path);
    expect((await next()).events).toEqual([]);
    await appendEvent(path, event("first"));
    await appendEvent(path, event("second"));
    expect((await next()).events).toEqual([event("first"), event("second")]);
    await appendEvent(path, event("third"));
    expect((await next()).events).toEqual([event("third")]);
    expect((await next()).events).toEqual([]);
  });

  test("is read from the start by each that follows", async () => {
    const path = eventLog(at());
    await appendEvent(path, event("first"));
    await followEvents(path).next();
    expect((await followEvents(path).next()).events).toEqual([event("first")]);
  });

  test("waits until its line is whole", async () => {
    const path = eventLog(at());
    const whole = line("schön — 猫");
    const bytes = Buffer.from(whole);
    const { next } = followEvents(path);
    writeFileSync(path, Buffer.concat([Buffer.from(line("before")), bytes.subarray(0, -6)]));
    expect((await next()).events).toEqual([event("before")]);
    expect((await next()).events).toEqual([]);
    appendFileSync(path, bytes.subarray(-6));
    expect((await next()).events).toEqual([event("schön — 猫")]);
  });

  test("may be a line that was cut inside a letter", async () => {
    const path = eventLog(at());
    const bytes = Buffer.from(line("猫"));
    const inside = bytes.indexOf(Buffer.from("猫")) + 1;
    const { next } = followEvents(path);
    writeFileSync(path, bytes.subarray(0, inside));
    expect((await next()).events).toEqual([]);
    appendFileSync(path, bytes.subarray(inside));
    expect((await next()).events).toEqual([event("猫")]);
  });
});

test.each([
  ["cut short by a full disk, with the next one behind it", `{"at":"2026-11-20T22:10:04Z","pool":"orch`],
  ["no JSON", "what is this?"],
  ["JSON, and no event", "[1]"],
  ["null", "null"],
])("a line that is %s is skipped and told, and costs no other line", async (_, text) => {
  const path = eventLog(at());
  const { next } = followEvents(path);
  writeFileSync(path, `${line("before")}\n${text}\n${line("after")}`);
  expect(await next()).toEqual({ events: [event("before"), event("after")], unreadable: [3] });
  appendFileSync(path, `${text}\n${line("later")}`);
  expect(await next()).toEqual({ events: [event("later")], unreadable: [5] });
});

test("an event that a full disk does not take is a failure that names the file", async () => {
  const path = eventLog(at());
  symlinkSync("/dev/full", path);
  await expect(appendEvent(path, event("first"))).rejects.toMatchObject({
    code: "file-unwritable",
    saw: expect.stringContaining("ENOSPC"),
  });
});

const MODULE = join(import.meta.dirname, "../../src/store/event-log.ts");

/** Appends `count` events of about 3 KiB each, as fast as it can. */
const WRITER = `
  import { appendEvent } from ${JSON.stringify(MODULE)};
  const [path, name, count] = process.argv.slice(1);
  for (let index = 0; index < Number(count); index += 1) {
    const text = name + " " + index + " " + name.repeat(3000);
    await appendEvent(path, { at: "now", pool: "orchard", run: "one", kind: "line", text });
  }
`;

const write = async (path: string, name: string, count: number): Promise<unknown> => {
  const words = ["--import", "tsx", "--input-type=module", "-e", WRITER, "--", path, name, String(count)];
  const [exit] = await once(spawn(process.execPath, words, { stdio: "inherit" }), "close");
  return exit;
};

test("two programs that append at once never mix their lines, and keep their own order", async () => {
  const path = eventLog(at());
  expect(await Promise.all([write(path, "a", 200), write(path, "b", 200)])).toEqual([0, 0]);
  const events = readFileSync(path, "utf8")
    .trimEnd()
    .split("\n")
    .map((text) => JSON.parse(text) as { text: string });
  for (const name of ["a", "b"]) {
    const own = events.filter(({ text }) => text.startsWith(`${name} `));
    expect(own.map(({ text }) => text)).toEqual(
      Array.from({ length: 200 }, (_, index) => `${name} ${index} ${name.repeat(3000)}`),
    );
  }
});
