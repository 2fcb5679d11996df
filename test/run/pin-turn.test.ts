import { mkdirSync } from "node:fs";
import { expect, test } from "vitest";
import { digestOf } from "../../src/model/digest.ts";
import type { Lock } from "../../src/model/lock.ts";
import { systemClock } from "../../src/run/clock.ts";
import { pinOs } from "../../src/run/os-update.ts";
import { savePins } from "../../src/run/pin.ts";
import { lockThere, putLock } from "../../src/store/lock-file.ts";
import { lockFor } from "../fakes/wish.ts";
import { smallPool } from "../inventory/files.ts";
import { ownPlace } from "../store/place.ts";

const place = ownPlace();
const pool = smallPool();
const before = lockFor(pool);
const moved: Lock = lockFor(pool, digestOf("another ladder"));
const claim = { token: "abcdef", verb: "pin", since: "2026-11-30T07:00:00Z" };

/** What a run holds that began when the lock was `before`; somebody has written another one since. */
async function stage(now: Lock) {
  const folders = { inventory: place("inventory"), home: place("home"), reports: place("reports") };
  mkdirSync(place("inventory/locks"), { recursive: true });
  await putLock(folders.inventory, pool.id, now);
  return { folders, pool };
}

const kept = () => lockThere(place("inventory"), pool.id);

test("an OS update writes the host's OS into the lock that is there by now", async () => {
  const os = { version: "26.2", build: "25C56", extra: "" };
  await pinOs({ clock: systemClock }, await stage(moved), { host: "mac-01", os });
  const now = await kept();
  expect(now?.hosts["mac-01"]?.os).toEqual(os);
  expect({ ...now, hosts: {} }).toEqual({ ...moved, hosts: {} });
});

test("pins are written over the lock that they were resolved from", async () => {
  await savePins(await stage(before), { lock: moved, before, claim });
  expect(await kept()).toEqual(moved);
});

test("pins are not written over a lock that somebody wrote meanwhile", async () => {
  const saving = savePins(await stage(moved), { lock: before, before, claim });
  await expect(saving).rejects.toMatchObject({ code: "lock-moved" });
  expect(await kept()).toEqual(moved);
});
