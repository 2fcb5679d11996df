import { expect, test } from "vitest";
import { lengths, names, roomOf, stairs, tools, world } from "./house/laws.ts";
import { CEILING, LONG, ROOMS } from "./house/rooms.ts";
import { type Source, sources } from "./house/source.ts";

const house = ["src", "stacks", "playbooks", "templates", "simulator"].flatMap(sources);
const everything = [...house, ...["test", "bench"].flatMap(sources)];

test.each(ROOMS)("%s was seen", (room) => {
  expect(house.filter(({ path }) => roomOf(path) === room).length).toBeGreaterThan(0);
});

test("nobody climbs a stair, or goes next door", () => {
  expect(house.flatMap(stairs)).toEqual([]);
});

test("tools stay in their rooms", () => {
  expect(house.flatMap(tools)).toEqual([]);
});

test("below the waterline there is no clock, no chance and no network", () => {
  expect(house.flatMap(world)).toEqual([]);
});

test("names say what is inside", () => {
  expect(everything.flatMap(names)).toEqual([]);
});

test(`no file is longer than ${CEILING} lines`, () => {
  expect(house.flatMap(lengths)).toEqual([]);
});

test("every file that may be long exists and is long", () => {
  const long = house.filter(({ text }) => text.split("\n").length - 1 > CEILING).map(({ path }) => path);
  expect(Object.keys(LONG).filter((path) => !long.includes(path))).toEqual([]);
});

const planted = (path: string, ...lines: readonly string[]): Source => ({
  path,
  text: `${lines.join("\n")}\n`,
});

test.each([
  [
    "an import from above",
    "src/operations/x.ts",
    'import { y } from "../run/y.ts";',
    "src/operations/x.ts -> src/run/y.ts",
  ],
  [
    "a type from above",
    "src/model/x.ts",
    'import type { Y } from "../gates/y.ts";',
    "src/model/x.ts -> src/gates/y.ts",
  ],
  [
    "a step next door",
    "src/load/x.ts",
    'import { y } from "../gates/y.ts";',
    "src/load/x.ts -> src/gates/y.ts",
  ],
  [
    "a template next door",
    "src/facts/x.ts",
    'import "../../templates/y.ts";',
    "src/facts/x.ts -> templates/y.ts",
  ],
  [
    "a stack that opens a playbook",
    "stacks/x.ts",
    'export * from "../playbooks/y.ts";',
    "stacks/x.ts -> playbooks/y.ts",
  ],
  [
    "an import of several lines",
    "src/store/x.ts",
    'import {\n  y,\n  z,\n} from "../probe/y.ts";',
    "src/store/x.ts -> src/probe/y.ts",
  ],
  [
    "an import when it is needed",
    "src/run/x.ts",
    'const y = await import("../cli/y.ts");',
    "src/run/x.ts -> src/cli/y.ts",
  ],
  [
    "a simulator that knows too much",
    "simulator/x.ts",
    'import { y } from "../src/facts/y.ts";',
    "simulator/x.ts -> src/facts/y.ts",
  ],
  [
    "a product that knows the simulator",
    "src/run/x.ts",
    'import { y } from "../../simulator/y.ts";',
    "src/run/x.ts -> simulator/y.ts",
  ],
  [
    "a product that knows its tests",
    "src/run/x.ts",
    'import { y } from "../../test/y.ts";',
    "src/run/x.ts -> test/y.ts",
  ],
  ["a file in no room", "src/x.ts", "", "src/x.ts is in no room"],
])("stairs finds %s", (_, path, text, breach) => {
  expect(stairs(planted(path, text))).toEqual([breach]);
});

test.each([
  ["the same room", "src/load/x.ts", 'import { y } from "./y.ts";'],
  ["a lower floor", "playbooks/x.ts", 'import { y } from "../src/run/y.ts";'],
  ["the simulator, from the doorbell", "src/cli/x.ts", 'import { y } from "../../simulator/y.ts";'],
  ["a comment that speaks of an import", "src/model/x.ts", '// import { y } from "../run/y.ts";'],
])("stairs allows %s", (_, path, text) => {
  expect(stairs(planted(path, text))).toEqual([]);
});

test.each([
  ["a shell in a playbook", "playbooks/x.ts", 'import { $ } from "zx";', "zx"],
  ["files in a decision", "src/operations/x.ts", 'import { readFileSync } from "node:fs";', "node:fs"],
  ["files in the stage", "src/run/x.ts", 'import { readFile } from "node:fs/promises";', "node:fs/promises"],
  ["a socket in the store", "src/store/x.ts", 'import net from "node:net";', "node:net"],
  ["YAML in the store", "src/store/x.ts", 'import { parse } from "yaml";', "yaml"],
  ["CDK in the doorbell", "src/cli/x.ts", 'import { App } from "cdktf";', "cdktf"],
  ["SSH in a playbook", "playbooks/x.ts", 'import { NodeSSH } from "node-ssh";', "node-ssh"],
  [
    "timers in a gate",
    "src/gates/x.ts",
    'import { setTimeout } from "node:timers/promises";',
    "node:timers/promises",
  ],
])("tools finds %s", (_, path, text, tool) => {
  expect(tools(planted(path, text))).toEqual([`${path} uses ${tool}`]);
});

test("tools allows hashing on the ground, and a shell at hand", () => {
  expect(tools(planted("src/model/x.ts", 'import { createHash } from "node:crypto";'))).toEqual([]);
  expect(tools(planted("src/connectors/x.ts", 'import { $ } from "zx";'))).toEqual([]);
});

test.each([
  ["Date.now", "const at = Date.now();"],
  ["new Date()", "const at = new Date();"],
  ["performance.now", "const at = performance.now();"],
  ["setTimeout", "setTimeout(done, 5);"],
  ["Math.random", "const chance = Math.random();"],
  ["randomUUID", 'import { randomUUID } from "node:crypto";'],
  ["process.", "const home = process.env['HOME'];"],
  ["fetch(", "await fetch(address);"],
])("world finds %s below the waterline and leaves it to the hands", (word, text) => {
  expect(world(planted("src/gates/x.ts", text))).toEqual([`src/gates/x.ts says ${word}`]);
  expect(world(planted("src/connectors/x.ts", text))).toEqual([]);
});

test("world allows a date that is an argument, and a comment", () => {
  expect(world(planted("src/gates/x.ts", "const at = new Date(text); // not Date.now()"))).toEqual([]);
});

test.each(["src/run/utils.ts", "src/helpers/x.ts", "src/run/lease-manager.ts", "src/run/process.ts"])(
  "names finds %s",
  (path) => {
    expect(names(planted(path))).toEqual([`${path} has a vague name`]);
  },
);

test("lengths finds a file of one line too many", () => {
  const text = (lines: number) => Array.from({ length: lines }, () => ";");
  expect(lengths(planted("src/run/x.ts", ...text(CEILING)))).toEqual([]);
  expect(lengths(planted("src/run/x.ts", ...text(CEILING + 1)))).toHaveLength(1);
});
