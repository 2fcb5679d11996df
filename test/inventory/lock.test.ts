import { join } from "node:path";
import { expect, test } from "vitest";
import { readLock, writeLock } from "../../src/inventory/lock.ts";
import { accepted, GOLDEN, told } from "./files.ts";
import { smallLock } from "./locks.ts";

const text = writeLock(smallLock);
const RESTORE =
  "restore the file from version control, or delete it, run espalier pin and review every pin it prints";

test("a lock is sorted YAML with one pin per line", async () => {
  await expect(text).toMatchFileSnapshot(join(GOLDEN, "small.lock.yaml"));
});

test("a lock reads back as it was written, frozen", () => {
  const lock = accepted(readLock(text, "l.yaml"));
  expect(lock).toEqual(smallLock);
  expect(Object.isFrozen(lock.models["chat"]?.layers[0])).toBe(true);
});

test("the order of what is pinned leaves no trace in the text", () => {
  const turned = Object.fromEntries(Object.entries(smallLock.hosts).reverse());
  expect(writeLock({ ...smallLock, hosts: turned })).toBe(text);
});

const EDITED =
  /^l\.yaml:6:12 integrity: found sha256:\w{64}, but the rest of the file gives sha256:\w{64}: it was edited by hand or merged, wanted the lock exactly as espalier pin wrote it; restore the file from version control, or delete it, run espalier pin and review every pin it prints\n$/;

test.each([
  ["one byte of a digest", (old: string) => old.replace(/(manifest: sha256:)./, "$1f")],
  ["a host key", (old: string) => old.replace("AAAAmac-02", "AAAAmac-20")],
  ["a host that was deleted", (old: string) => old.replace(/ {2}mac-02:[\s\S]*$/, "")],
  ["the tag", (old: string) => old.replace("tag: 4b", "tag: 8b")],
])("refuses an edit of %s", (_, edit) => {
  expect(edit(text)).not.toBe(text);
  expect(told(readLock(edit(text), "l.yaml"))).toMatch(EDITED);
});

test("comments, quotes and white space are no edit", () => {
  const spaced = text.replace("pool: orchard", '\n# ours\npool:   "orchard"');
  expect(accepted(readLock(spaced, "l.yaml"))).toEqual(smallLock);
});

test.each([
  [
    "a model pin without its digest",
    text.replace(/ +manifest: .*\n/, ""),
    `l.yaml:23:3 models.chat: found no key "manifest", wanted manifest: a digest: sha256: and 64 lower-case hex digits; ${RESTORE}\n`,
  ],
  [
    "a lock of a later format",
    text.replace("espalier-lock/1", "espalier-lock/2"),
    `l.yaml:5:9 format: found "espalier-lock/2", wanted "espalier-lock/1"; ${RESTORE}\n`,
  ],
  [
    "a merge conflict",
    text.replace("pool: orchard", "<<<<<<< HEAD\npool: orchard\n=======\npool: grove\n>>>>>>> other"),
    "l.yaml:7:1 syntax: found a merge conflict, wanted one version of these lines; choose one side and remove the three marker lines\n",
  ],
])("refuses %s", (_, broken, said) => {
  expect(told(readLock(broken, "l.yaml"))).toBe(said);
});
