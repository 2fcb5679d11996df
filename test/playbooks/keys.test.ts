import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { addKey, type KeyPlace, listKeys, revokeKey, rotateKey } from "../../playbooks/keys.ts";
import { digestOf } from "../../src/model/digest.ts";
import { workspace } from "../../src/store/workspace.ts";

let root = "";
let place: KeyPlace;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "espalier-keys-"));
  mkdirSync(join(root, "pools"));
  cpSync("inventory/artifacts.yaml", join(root, "artifacts.yaml"));
  writeFileSync(join(root, "pools/orchard.yaml"), readFileSync("inventory/example.yaml"));
  writeFileSync(join(root, "pools/corpus.txt"), "Words that prompts are cut from.\n");
  place = { folders: workspace({}, { inventory: root }), pool: "orchard", lane: "interactive" };
});
afterEach(() => rmSync(root, { recursive: true }));

const written = (): string => readFileSync(join(root, "pools/orchard.yaml"), "utf8");

test("a key that was added is known by its hash only", async () => {
  const { id, key } = await addKey(place, { id: "web-9", owner: "eve", days: 30 });
  const found = (await listKeys(place)).find((one) => one.id === id);
  expect(found).toMatchObject({ owner: "eve", sha256: digestOf(key) });
  expect(found?.expires).toMatch(/^20\d\d-\d\d-\d\d$/);
  expect(written()).not.toContain(key);
});

test("during a rotation two keys of one owner are valid, and the old one has an end", async () => {
  const { id } = await rotateKey(place, "web-1", 7);
  const keys = await listKeys(place);
  expect(keys.map((one) => [one.id, one.owner, one.expires !== undefined])).toEqual([
    ["web-1", "alice", true],
    [id, "alice", false],
  ]);
});

test("a revoked key is gone", async () => {
  await rotateKey(place, "web-1", 7);
  await revokeKey(place, "web-1");
  expect((await listKeys(place)).map(({ id }) => id)).toEqual(["web-2"]);
});

test.each([
  ["an id that is taken", () => addKey(place, { id: "web-1", owner: "eve" })],
  ["the ladder's last key", () => revokeKey(place, "web-1")],
  ["a rotation of no key", () => rotateKey(place, "nope", 7)],
  ["an id out of form", () => addKey(place, { id: "web:9", owner: "eve" })],
])("refuses %s and writes nothing", async (_, act) => {
  const before = written();
  await expect(act()).rejects.toThrow();
  expect(written()).toBe(before);
});

test("refuses a lane that is not there", async () => {
  await expect(listKeys({ ...place, lane: "nope" })).rejects.toThrow("no such lane");
});
