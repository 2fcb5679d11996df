import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { parse } from "yaml";
import { onHost } from "../simulator/shell.ts";
import { type Orchard, orchard } from "./orchard.ts";
import { failureOf, hostEnd, hostEvents } from "./program.ts";
import { expectServing, specOf } from "./standing.ts";

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

/** A pool of two that was deployed; then mac-02 has to go. */
let grove: Orchard;
const leaving = "mac-02";
const deploy = () => grove.espalier("deploy", "orchard");

beforeAll(async () => {
  grove = await orchard({ hosts: 2 });
  await grove.pinned([["waves"], [{ name: "all", hosts: "*" }]]);
  expect((await deploy()).exit).toBe(0);
});
afterAll(() => grove.stop());

describe("a host that is renamed", () => {
  const owner = () => readFileSync(join(grove.host(leaving).root, "opt/espalier/owner"), "utf8");
  const described = () =>
    parse(readFileSync(join(grove.pool.inventory, "pools/orchard.yaml"), "utf8")) as {
      readonly hosts: Readonly<Record<string, unknown>>;
    };
  const rename = (from: string, to: string) =>
    grove.pinned([["hosts", to], described().hosts[from]], [["hosts", from], undefined]);

  test("keeps its pins, its release and its place in state, and carries the new name, there and back", async () => {
    for (const [from, to] of [
      [leaving, "box-02"],
      ["box-02", leaving],
    ] as const) {
      await rename(from, to);
      const ended = await deploy();
      expect(ended.exit).toBe(0);
      expect(hostEvents(ended)).toEqual([`host-started ${to}`, `host-ended ${to}`]);
      expect(ended.lines.filter(({ kind }) => kind === "rung-ended")).toEqual([]);
      expect(owner()).toBe(`pool orchard\nhost ${to}\n`);
      expect(hostEvents(await deploy())).toEqual([]);
    }
  });
});

describe("a host that leaves the pool", () => {
  test("without an entry under retired is not forgotten, even when its pin was dropped with the lock", async () => {
    grove.wish([["hosts", leaving], undefined]);
    expect((await deploy()).exit).toBe(65);
    const lock = join(grove.pool.inventory, "locks/orchard.lock.yaml");
    const kept = readFileSync(lock, "utf8");
    rmSync(lock);
    await grove.pinned();
    const refused = await deploy();
    expect(refused.exit).toBe(65);
    expect(failureOf(refused)).toMatchObject({
      code: "host-forgotten",
      saw: "Terraform's state knows mac-02, and it is neither in hosts nor in retired",
    });
    await expectServing(grove.host("mac-01"), await specOf(grove, grove.host("mac-01")));
    writeFileSync(lock, kept);
  });

  test("with one is drained and cleaned by the next deploy; afterwards nothing is done, also by hand", async () => {
    const host = grove.host(leaving);
    const entry = {
      address: "127.0.0.1",
      port: host.port,
      root: host.root,
      on: "2026-11-21",
      because: "lease ended",
    };
    await grove.pinned([["retired"], { [leaving]: entry }]);
    const ended = await deploy();
    expect(ended.exit).toBe(0);
    expect(hostEnd(ended, leaving)).toEqual({ outcome: "retired", note: "lease ended" });
    const left = await onHost(
      host,
      "ls opt Library/LaunchDaemons var/log; launchctl print system/com.espalier.ollama; dscl . -list /Users",
    );
    expect(left.out).not.toContain("espalier");
    expect(readdirSync(join(host.root, "opt"))).toEqual([]);
    const again = await deploy();
    expect([again.exit, hostEvents(again)]).toEqual([0, []]);
    expect((await grove.espalier("retire", "orchard", leaving)).exit).toBe(0);
    expect(readdirSync(join(host.root, "opt"))).toEqual([]);
  });
});

describe("what is secret", () => {
  const keys = () => join(grove.pool.dir, "keys");
  /** The lines of every secret file that nobody may find anywhere else. */
  const poison = (): readonly string[] =>
    readdirSync(keys())
      .filter((name) => !name.endsWith(".pub"))
      .flatMap((name) => readFileSync(join(keys(), name), "utf8").split("\n"))
      .filter(
        (line) => line.length > 30 && !line.startsWith("-----") && !line.startsWith("b3BlbnNzaC1rZXktdjE"),
      );

  test("lies in no file below the hosts' roots, the reports, the state, the stacks and the logs", () => {
    const words = poison();
    expect(words.length).toBeGreaterThan(5);
    const where = [...grove.hosts.map(({ root }) => root), grove.pool.inventory, grove.project];
    for (const word of words) expect(filesWith(word, where), word.slice(0, 8)).toEqual([]);
    expect(filesWith("com.espalier.ollama", where).length).toBeGreaterThan(5);
  });

  /** Files that hold a text; links are not followed. */
  function filesWith(text: string, folders: readonly string[]): readonly string[] {
    try {
      const found = execFileSync("grep", ["-rlaF", "--devices=skip", "-e", text, ...folders], {
        encoding: "utf8",
      });
      return found.trim().split("\n");
    } catch (error) {
      if ((error as { status?: number }).status === 1) return [];
      throw error;
    }
  }
});

describe("the last host of a pool", () => {
  test("is retired by a word that says why, and by no other", async () => {
    const host = grove.host("mac-01");
    expect(failureOf(await grove.espalier("retire", "orchard", host.id))).toMatchObject({
      code: "host-unretired",
      hint: expect.stringContaining("--because"),
    });
    const ended = await grove.espalier("retire", "orchard", host.id, "--because", "the pool ends");
    expect([ended.exit, hostEnd(ended, host.id)]).toEqual([0, { outcome: "retired", note: "the pool ends" }]);
    expect(readdirSync(join(host.root, "opt"))).toEqual([]);
  });
});
