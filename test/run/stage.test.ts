import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { writeLock } from "../../src/inventory/lock.ts";
import { digestOf } from "../../src/model/digest.ts";
import { EXIT } from "../../src/model/failure.ts";
import type { Lock } from "../../src/model/lock.ts";
import { describe as described, hostWish, openStage, recordedLock } from "../../src/run/stage.ts";
import { bundleLadder } from "../../src/store/ladder-bundle.ts";
import type { Workspace } from "../../src/store/workspace.ts";
import { lockFor } from "../fakes/wish.ts";
import { fileText, smallPool, smallText } from "../inventory/files.ts";
import { without } from "../inventory/locks.ts";

let place = "";
let folders: Workspace = { inventory: "", home: "", reports: "" };
beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), "espalier-stage-"));
  folders = { inventory: place, home: join(place, "home"), reports: join(place, "reports") };
  for (const folder of ["pools", "locks"]) mkdirSync(join(place, folder));
  writeFileSync(join(place, "artifacts.yaml"), fileText("inventory/artifacts.yaml"));
  writeFileSync(join(place, "pools/orchard.yaml"), smallText);
});
afterEach(() => rmSync(place, { recursive: true, force: true }));

const { revision } = await bundleLadder();
const USED = ["ollama@0.35.1", "haproxy@3.4.6", "node@20.20.2"];
const every = lockFor(smallPool(), revision);
const artifacts = Object.fromEntries(Object.entries(every.artifacts).filter(([name]) => USED.includes(name)));
const whole = { ...every, artifacts } as Lock;

const locked = (lock: Lock): void => writeFileSync(join(place, "locks/orchard.lock.yaml"), writeLock(lock));

describe("a pool opens", () => {
  test("with a lock that matches: its hosts in waves, a spec for each", async () => {
    locked(whole);
    const stage = await openStage(folders, "orchard");
    expect(stage.waves.map(({ name, hosts }) => [name, hosts.map(({ id }) => id)])).toEqual([
      ["canary", ["mac-01"]],
      ["rest", ["mac-02"]],
    ]);
    expect(stage.specs.map(({ host, wave }) => `${host} in ${wave}`)).toEqual([
      "mac-01 in canary",
      "mac-02 in rest",
    ]);
    expect(stage.lock).toEqual(whole);
  });

  test("with every host's wish: its own spec, its own layout, the key of the ladder", async () => {
    locked(whole);
    const stage = await openStage(folders, "orchard");
    for (const host of stage.pool.hosts) {
      const wish = hostWish(stage, host, ["web-1"]);
      expect([wish.spec.host, wish.layout.root, wish.ladderKeys]).toEqual([host.id, host.root, ["web-1"]]);
    }
  });

  test("the same way every time", async () => {
    locked(whole);
    const [one, other] = [await openStage(folders, "orchard"), await openStage(folders, "orchard")];
    expect(other.specs).toEqual(one.specs);
  });
});

describe("a pool stays shut", () => {
  const rows: readonly (readonly [string, Lock | undefined, string])[] = [
    ["without a lock", undefined, "it has no lock yet"],
    [
      "with the lock of another ladder",
      { ...whole, ladder: digestOf("older") },
      "ladder: this version of Espalier",
    ],
    [
      "with a host that the lock does not know",
      { ...whole, hosts: without(whole.hosts, "mac-02") },
      "hosts.mac-02: mac-02 is not pinned yet",
    ],
    [
      "with a model that the lock does not know",
      { ...whole, models: {} },
      "models.chat: chat is not pinned yet",
    ],
    [
      "with an artifact that the lock does not know",
      { ...whole, artifacts: without(whole.artifacts, "haproxy@3.4.6") } as Lock,
      "artifacts.haproxy@3.4.6: haproxy@3.4.6 is not pinned yet",
    ],
    [
      "with a host that vanished from the inventory",
      { ...whole, hosts: { ...whole.hosts, "mac-09": whole.hosts["mac-01"] } } as Lock,
      "hosts.mac-09: mac-09 is gone from hosts without a word",
    ],
    ["with several of these", { ...whole, hosts: {} }, "(and 1 more)"],
  ];

  test.each(rows)("%s, and says how to mend it", async (_, lock, saw) => {
    if (lock !== undefined) locked(lock);
    await expect(openStage(folders, "orchard")).rejects.toMatchObject({
      code: "lock-outdated",
      subject: "orchard",
      saw: expect.stringContaining(saw),
      hint: expect.stringContaining("espalier pin orchard"),
      exit: EXIT.badInventory,
    });
  });

  const edited = writeLock(whole).replace("tag: 4b", "tag: 8b");

  test.each([
    ["a lock that was edited by hand", "locks/orchard.lock.yaml", edited, "integrity"],
    ["a pool that does not fit its schema", "pools/orchard.yaml", `${smallText}extra: 1\n`, "extra"],
    ["a catalogue that does not fit its schema", "artifacts.yaml", "artifacts: []\n", "artifacts"],
  ])("with %s", async (_, file, text, named) => {
    locked(whole);
    writeFileSync(join(place, file), text);
    await expect(openStage(folders, "orchard")).rejects.toMatchObject({
      code: "inventory-refused",
      exit: EXIT.badInventory,
      message: expect.stringContaining(named),
    });
  });
});

test("a pool can be described before its first lock", async () => {
  const pool = await described(folders, "orchard");
  expect(await recordedLock(pool)).toBeUndefined();
  expect(pool.ladder.revision).toBe(revision);
});

describe("another pool file beside it", () => {
  const beside = (...exchanges: readonly (readonly [string, string])[]): void => {
    const apart = smallText
      .replace("pool: orchard", "pool: plum")
      .replace("7.11", "8.11")
      .replace("7.12", "8.12");
    const text = exchanges.reduce((before, [was, is]) => before.replace(was, is), apart);
    writeFileSync(join(place, "pools/plum.yaml"), text);
  };

  test.each<readonly [string, readonly (readonly [string, string])[]]>([
    ["lists one of its Macs", [["10.0.8.12", "10.0.7.11"]]],
    ["lists it with what is said by default", [["10.0.8.12", "10.0.7.11\n    port: 22"]]],
    [
      "lists it and is wrong elsewhere",
      [
        ["10.0.8.12", "10.0.7.11"],
        ["lanes: [interactive]", "lanes: 4"],
      ],
    ],
  ])("that %s keeps it from work; files, lines and paths are told", async (_, exchanges) => {
    beside(...exchanges);
    await expect(described(folders, "orchard")).rejects.toMatchObject({
      code: "inventory-refused",
      subject: expect.stringMatching(/pools\/orchard\.yaml:24:14 hosts\.mac-01\.address$/),
      saw: expect.stringMatching(
        /10\.0\.7\.11 port 22, root \/, as at .*pools\/plum\.yaml:32:14 hosts\.mac-02\.address/,
      ),
      hint: expect.stringContaining("move it to `retired:` there and deploy that pool"),
      exit: EXIT.badInventory,
    });
  });

  test.each<readonly [string, readonly [string, string]]>([
    ["lists others", ["10.0.8.12", "10.0.8.13"]],
    ["lists another installation on the same Mac", ["10.0.8.12", "10.0.7.11\n    root: /elsewhere"]],
    [
      "has retired it: the host says whether it was given up",
      ["waves:", "retired: { mac-07: { address: 10.0.7.11, on: 2026-11-01, because: moved } }\nwaves:"],
    ],
  ])("that %s is no matter", async (_, exchange) => {
    beside(exchange);
    expect((await described(folders, "orchard")).pool.id).toBe("orchard");
  });

  test("that cannot be read keeps nobody from work, and is named", async () => {
    const told = vi.spyOn(process.stderr, "write").mockReturnValue(true);
    beside(["hosts:", "hosts: ]"]);
    expect((await described(folders, "orchard")).pool.id).toBe("orchard");
    expect(told.mock.calls.flat()).toEqual([
      expect.stringMatching(
        /pools\/plum\.yaml cannot be read: whether it lists a Mac of orchard is not known/,
      ),
    ]);
    told.mockRestore();
  });
});
