import { mkdirSync, writeFileSync } from "node:fs";
import { relative } from "node:path";
import { describe, expect, test } from "vitest";
import { EXIT } from "../../src/model/failure.ts";
import { catalogueText, poolNames, poolText } from "../../src/store/inventory.ts";
import { lockName, lockThere, putLock } from "../../src/store/lock-file.ts";
import { writeWhole } from "../../src/store/text-file.ts";
import { smallLock } from "../inventory/locks.ts";
import { ownPlace } from "./place.ts";

const at = ownPlace();

const withPools = (...names: readonly string[]): void => {
  mkdirSync(at("pools"));
  for (const name of names) writeFileSync(at("pools", name), `pool: ${name}\n`);
};

test.each([
  ["little-endian, with a mark", Buffer.from("\uFEFFpool: orchard\n", "utf16le")],
  ["little-endian", Buffer.from("pool: orchard\n", "utf16le")],
  ["big-endian, with a mark", Buffer.from("\uFEFFpool: orchard\n", "utf16le").swap16()],
  ["big-endian", Buffer.from("pool: orchard\n", "utf16le").swap16()],
])("a pool in UTF-16, %s, is told as that", async (_, bytes) => {
  withPools("orchard.yaml");
  writeFileSync(at("pools", "orchard.yaml"), bytes);
  await expect(poolText(at(), "orchard")).rejects.toMatchObject({
    code: "text-encoded",
    saw: "it is UTF-16",
    hint: "save it as UTF-8",
    exit: EXIT.badInventory,
  });
});

test("a pool in UTF-8 may begin with a mark, and with letters of any script", async () => {
  withPools("orchard.yaml");
  for (const text of ["\uFEFFpool: orchard\n", "# 猫\npool: orchard\n"]) {
    writeFileSync(at("pools", "orchard.yaml"), text);
    expect((await poolText(at(), "orchard")).text).toBe(text);
  }
});

describe("the pools of an inventory", () => {
  test("are its YAML files, sorted", async () => {
    withPools("vineyard.yaml", "orchard.yaml", "notes.md");
    expect(await poolNames(at())).toEqual(["orchard", "vineyard"]);
  });

  test("are none where there is no folder", async () => {
    expect(await poolNames(at("nowhere"))).toEqual([]);
  });

  test("are told when somebody asks for another one", async () => {
    withPools("orchard.yaml", "vineyard.yaml");
    await expect(poolText(at(), "orchid")).rejects.toMatchObject({
      code: "pool-missing",
      subject: "orchid",
      hint: "pools here: orchard, vineyard",
      exit: EXIT.badInventory,
    });
  });

  test("may be none yet: then the example helps", async () => {
    await expect(poolText(at(), "orchard")).rejects.toMatchObject({
      hint: expect.stringContaining("inventory/example.yaml"),
    });
  });

  test("carry the name that a reader can open", async () => {
    withPools("orchard.yaml");
    const { text, file } = await poolText(at(), "orchard");
    expect([text, file]).toEqual(["pool: orchard.yaml\n", at("pools", "orchard.yaml")]);
    const near = await catalogueText("inventory");
    expect(near.file).toBe(relative(process.cwd(), "inventory/artifacts.yaml"));
  });
});

test("an inventory without a catalogue is refused", async () => {
  await expect(catalogueText(at())).rejects.toMatchObject({
    code: "catalogue-missing",
    exit: EXIT.badInventory,
  });
});

test("a lock is nothing before the first pin, and then what was written", async () => {
  expect(await lockThere(at(), "orchard")).toBeUndefined();
  await putLock(at(), "orchard", smallLock);
  expect(await lockThere(at(), "orchard")).toEqual(smallLock);
});

test("a lock that was edited by hand is refused under the name a reader would type", async () => {
  await writeWhole(at("locks", "orchard.lock.yaml"), "pool: orchard\n");
  await expect(lockThere(at(), "orchard")).rejects.toThrow(lockName(at(), "orchard"));
});
