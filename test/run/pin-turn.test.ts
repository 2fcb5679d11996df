import { mkdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { readLock, writeLock } from "../../src/inventory/lock.ts";
import { accepted } from "../../src/inventory/problem.ts";
import { digestOf } from "../../src/model/digest.ts";
import type { Lock } from "../../src/model/lock.ts";
import { systemClock } from "../../src/run/clock.ts";
import { pinOs } from "../../src/run/os-update.ts";
import { savePins } from "../../src/run/pin.ts";
import { writeLockText } from "../../src/store/inventory.ts";
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
  await writeLockText(folders.inventory, pool.id, writeLock(now));
  return { folders, pool };
}

const kept = (): Lock => {
  const text = readFileSync(place("inventory/locks", `${pool.id}.lock.yaml`), "utf8");
  return accepted(readLock(text, "lock"));
};

test("an OS update writes the host's OS into the lock that is there by now", async () => {
  const os = { version: "26.2", build: "25C56", extra: "" };
  await pinOs({ clock: systemClock }, await stage(moved), { host: "mac-01", os });
  expect(kept().hosts["mac-01"]?.os).toEqual(os);
  expect({ ...kept(), hosts: {} }).toEqual({ ...moved, hosts: {} });
});

test("pins are written over the lock that they were resolved from", async () => {
  await savePins(await stage(before), { lock: moved, before, claim });
  expect(kept()).toEqual(moved);
});

test("pins are not written over a lock that somebody wrote meanwhile", async () => {
  const saving = savePins(await stage(moved), { lock: before, before, claim });
  await expect(saving).rejects.toMatchObject({ code: "lock-moved" });
  expect(kept()).toEqual(moved);
});
