import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { addKey } from "../../playbooks/keys/add.ts";
import { listKeys } from "../../playbooks/keys/list.ts";
import { revokeKey } from "../../playbooks/keys/revoke.ts";
import { rotateKey } from "../../playbooks/keys/rotate.ts";
import { dayIn } from "../../src/inventory/key-rotation.ts";
import { digestOf } from "../../src/model/digest.ts";
import type { KeyPlace } from "../../src/run/lane-keys.ts";
import { workspace } from "../../src/store/workspace.ts";

let root = "";
let place: KeyPlace;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "espalier-keys-"));
  mkdirSync(join(root, "pools"));
  cpSync("inventory/artifacts.yaml", join(root, "artifacts.yaml"));
  writeFileSync(join(root, "pools/orchard.yaml"), readFileSync("inventory/example.yaml"));
  writeFileSync(join(root, "pools/corpus.txt"), "Words that prompts are cut from.\n");
  place = {
    folders: workspace({ ESPALIER_HOME: join(root, "home") }, { inventory: root }),
    pool: "orchard",
    lane: "interactive",
  };
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

test("keys that are issued at the same time are all held, under ids of their own", async () => {
  const ids = Array.from({ length: 6 }, (_, index) => `crew-${index}`);
  const shown = await Promise.all([
    ...ids.map((id) => addKey(place, { id, owner: "eve" })),
    rotateKey(place, "web-1", { days: 7, lasts: "never" }),
    rotateKey(place, "web-1", { days: 7, lasts: "never" }),
  ]);
  const held = (await listKeys(place)).map(({ sha256 }) => sha256);
  expect(held).toEqual(expect.arrayContaining(shown.map(({ key }) => digestOf(key))));
  expect(new Set(shown.map(({ id }) => id)).size).toBe(shown.length);
});

test("during a rotation two keys of one owner are valid, and the old one has an end", async () => {
  const { id } = await rotateKey(place, "web-1", { days: 7 });
  const keys = await listKeys(place);
  expect(keys.map((one) => [one.id, one.owner, one.expires !== undefined])).toEqual([
    ["web-1", "alice", true],
    [id, "alice", false],
  ]);
});

test("a revoked key is gone", async () => {
  await rotateKey(place, "web-1", { days: 7 });
  await revokeKey(place, "web-1");
  expect((await listKeys(place)).map(({ id }) => id)).toEqual(["web-2"]);
});

test.each([
  ["an id that is taken", () => addKey(place, { id: "web-1", owner: "eve" })],
  ["the ladder's last key", () => revokeKey(place, "web-1")],
  ["a rotation of no key", () => rotateKey(place, "nope", { days: 7 })],
  ["an id out of form", () => addKey(place, { id: "web:9", owner: "eve" })],
])("refuses %s and writes nothing", async (_, act) => {
  const before = written();
  await expect(act()).rejects.toThrow();
  expect(written()).toBe(before);
});

const TODAY = dayIn(Date.now(), 0);
test.each([
  ["a key that has ended", 0, "key-ended"],
  ["a key with an end and no span", 30, "key-unspanned"],
])("a rotation of %s is refused and nothing is written", async (_, days, code) => {
  await addKey(place, { id: "temp-1", owner: "eve", days });
  const before = written().replace("lasts: 30", "");
  writeFileSync(join(root, "pools/orchard.yaml"), before);
  await expect(rotateKey(place, "temp-1", { days: 7 })).rejects.toMatchObject({ code });
  expect(written()).toBe(before);
});

const inDays = (days: number): string => dayIn(Date.now(), days);
const ROTATIONS = [
  ["goes on for as many days as were asked for", 30, { days: 7 }, inDays(7), inDays(30)],
  ["ends when it was to end, if that is sooner", 1, { days: 7 }, inDays(1), inDays(1)],
  ["may have a successor that lasts longer", 1, { days: 0, lasts: 90 }, TODAY, inDays(90)],
  ["may have a successor without an end", 30, { days: 7, lasts: "never" as const }, inDays(7), undefined],
  ["without an end has a successor without one", undefined, { days: 7 }, inDays(7), undefined],
] as const;
test.each(ROTATIONS)("a key that is rotated %s", async (_, issued, wish, ends, next) => {
  await addKey(place, { id: "temp-1", owner: "eve", ...(issued !== undefined && { days: issued }) });
  const rotated = await rotateKey(place, "temp-1", wish);
  expect([rotated.old, rotated.expires]).toEqual([{ id: "temp-1", expires: ends }, next]);
  expect((await listKeys(place)).map(({ id, expires }) => [id, expires]).slice(1)).toEqual([
    ["temp-1", ends],
    ["temp-2", next],
  ]);
});

describe("the key that gateways probe by", () => {
  beforeEach(async () => {
    const text = written().replace(/(gateways:[\s\S]*?key: )file:\S+/, "$1file:probe.key");
    writeFileSync(join(root, "pools/orchard.yaml"), text);
    const { key } = await addKey({ ...place, lane: "probe" }, { id: "gates-1", owner: "espalier" });
    writeFileSync(join(root, "probe.key"), `${key}\n`);
  });
  const TURN =
    "write it where gateways.probe.key says (file:probe.key), then `espalier apply orchard --on gate-01`, then `espalier apply orchard --on gate-02`";

  test("is rotated with a word on what brings gateways the next", async () => {
    const rotated = await rotateKey({ ...place, lane: "probe" }, "gates-1", { days: 7 });
    expect(rotated).toMatchObject({ id: "gates-2", probe: TURN });
    expect(await rotateKey(place, "web-1", { days: 7 })).not.toHaveProperty("probe");
  });

  test("is not revoked before gateways are told of another", async () => {
    const before = written();
    await expect(revokeKey({ ...place, lane: "probe" }, "gates-1")).rejects.toMatchObject({
      code: "key-probing",
      hint: `\`espalier keys rotate orchard probe gates-1 --push\`, then ${TURN}; then revoke it`,
    });
    expect(written()).toBe(before);
    writeFileSync(join(root, "probe.key"), "esp_another\n");
    await revokeKey({ ...place, lane: "probe" }, "gates-1");
    expect(written()).not.toBe(before);
  });
});

test("refuses a lane that is not there", async () => {
  await expect(listKeys({ ...place, lane: "nope" })).rejects.toThrow("no such lane");
});
