import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";
import type { PinChange } from "../../src/model/lock.ts";
import { type Orchard, orchard } from "./orchard.ts";
import { type Ended, failureOf } from "./program.ts";

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

let grove: Orchard;
const lockFile = () => join(grove.pool.inventory, "locks/orchard.lock.yaml");
const lock = () => readFileSync(lockFile(), "utf8");
const pin = (...more: readonly string[]) => grove.espalier("pin", "orchard", ...more);
const changes = ({ lines }: Ended): readonly PinChange[] =>
  lines.find(({ kind }) => kind === "pins")?.["changes"] as readonly PinChange[];

beforeAll(async () => {
  grove = await orchard({ hosts: 2 });
});
afterAll(() => grove.stop());

describe("a lock", () => {
  test("that is not there yet differs, and nothing can be planned", async () => {
    expect((await pin("--check")).exit).toBe(2);
    const refused = await grove.espalier("plan", "orchard");
    expect(refused.exit).toBe(65);
    expect(failureOf(refused)).toMatchObject({ code: "lock-outdated", saw: "it has no lock yet" });
  });

  test("is written once with a reason for each pin; the second time nothing changes", async () => {
    const first = changes(await pin());
    expect(first.length).toBeGreaterThan(10);
    for (const { why } of first) expect(why).not.toBe("");
    const text = lock();
    expect(changes(await pin())).toEqual([]);
    expect(lock()).toBe(text);
    expect((await pin("--check")).exit).toBe(0);
  });

  test("differs when the inventory asks for something else, and every verb refuses it", async () => {
    grove.wish([["engines", "ollama", "artifact"], "ollama@0.35.2"]);
    expect((await pin("--check")).exit).toBe(2);
    for (const verb of ["plan", "apply", "deploy", "status", "audit"])
      expect((await grove.espalier(verb, "orchard")).exit, verb).toBe(65);
    grove.wish([["engines", "ollama", "artifact"], "ollama@0.35.1"]);
  });

  test.each([
    ["a digest", (text: string) => text.replace(/sha256: sha256:./, "sha256: sha256:0")],
    ["a host key", (text: string) => text.replace("ssh-ed25519 AAAA", "ssh-ed25519 AAAB")],
    ["a whole pin", (text: string) => text.replace(/^ {2}mac-02:\n( {4}.*\n)+/m, "")],
  ])("edited by hand in %s is refused with 65 by every verb, and left as it is", async (_, edit) => {
    const text = lock();
    const edited = edit(text);
    expect(edited).not.toBe(text);
    writeFileSync(lockFile(), edited);
    for (const argv of [["pin"], ["pin", "--check"], ["plan"], ["deploy"]]) {
      const [verb = "", ...more] = argv;
      const refused = await grove.espalier(verb, "orchard", ...more);
      expect(refused.exit).toBe(65);
      expect(JSON.stringify(refused.lines)).toContain("was edited by hand or merged");
    }
    expect(lock()).toBe(edited);
    writeFileSync(lockFile(), text);
  });
});

describe("a pin that moved though nobody asked", () => {
  test.each([
    ["another host key", "host-key", "host-key-changed", / shows host key ssh-ed25519 \S+, the lock pins /],
    [
      "other artifact bytes",
      "wrong-digest",
      "pin-moved",
      /artifacts\.ollama@0\.35\.1\.sha256: .*was sha256:/,
    ],
    ["a moved tag", "moved-tag", "pin-moved", /^models\.chat\.manifest: .*\(was sha256:\S+, is sha256:/],
  ])(
    "%s is refused and the lock left alone; with --accept it is taken, and so is the way back",
    async (_, fault, code, saw) => {
      const text = lock();
      await grove.strike("mac-01", fault);
      onTestFinished(() => grove.clear("mac-01", fault));
      const refused = await pin();
      const failure = failureOf(refused);
      expect(refused.exit).toBe(1);
      expect(failure).toMatchObject({ code, saw: expect.stringMatching(saw) });
      expect(lock()).toBe(text);
      const words = String(failure?.["hint"]).matchAll(/--accept [\w.@-]*\w/g);
      const accept = [...words].flatMap(([word]) => word.split(" "));
      expect((await pin("--accept", "hosts.mac-02.hostKey")).exit).toBe(1);
      expect((await pin(...accept)).exit).toBe(0);
      expect(lock()).not.toBe(text);
      await grove.clear("mac-01", fault);
      expect((await pin(...accept)).exit).toBe(0);
      expect(lock()).toBe(text);
    },
  );

  test("an OS that was updated is shown and taken: the ladder proves it", async () => {
    await grove.strike("mac-01", "os-drift");
    const ended = await pin();
    expect(ended.exit).toBe(0);
    expect(changes(ended).map(({ path }) => path)).toEqual([expect.stringMatching(/^hosts\.mac-01\.os/)]);
    await grove.clear("mac-01", "os-drift");
    expect((await pin()).exit).toBe(0);
  });
});

describe("a pool that cannot be asked", () => {
  test("a host that is down is named, and the lock is left alone", async () => {
    const text = lock();
    await grove.strike("mac-02", "dead-host");
    const refused = await pin();
    await grove.clear("mac-02", "dead-host");
    expect(refused.exit).toBe(1);
    expect(failureOf(refused)).toMatchObject({ code: "host-unreachable", subject: "mac-02" });
    expect(lock()).toBe(text);
  });

  test("a host that left the file without a word is named with 65", async () => {
    const text = lock();
    const entry = [["hosts", "mac-02"], undefined] as const;
    const before = readFileSync(join(grove.pool.inventory, "pools/orchard.yaml"), "utf8");
    grove.wish(entry, [["waves"], [{ name: "all", hosts: "*" }]]);
    for (const verb of ["pin", "deploy"]) {
      const refused = await grove.espalier(verb, "orchard");
      expect(refused.exit, verb).toBe(65);
      expect(JSON.stringify(failureOf(refused)), verb).toMatch(/mac-02.*retired/);
    }
    expect(lock()).toBe(text);
    writeFileSync(join(grove.pool.inventory, "pools/orchard.yaml"), before);
  });

  test("a first pin that fails leaves no lock behind", async () => {
    const text = lock();
    rmSync(lockFile());
    await grove.strike("mac-01", "dead-host");
    expect((await pin()).exit).toBe(1);
    expect((await pin("--check")).exit).toBe(2);
    await grove.clear("mac-01", "dead-host");
    expect((await pin()).exit).toBe(0);
    expect(lock()).toBe(text);
  });
});
