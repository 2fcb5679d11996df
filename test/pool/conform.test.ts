import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import type { Conformance, Outcome } from "../../src/model/conformance.ts";
import { digestOf } from "../../src/model/digest.ts";
import { type Orchard, orchard } from "./orchard.ts";
import { type Ended, failureOf, reportFolder } from "./program.ts";

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

let grove: Orchard;
const folder = (): string => join(grove.folders.inventory, "conformance/apple-m4-pro-25g83");
const recorded = (): Conformance =>
  JSON.parse(readFileSync(join(folder(), "record.json"), "utf8")) as Conformance;
const outcome = (id: string): Outcome | undefined => recorded().items.find((item) => item.id === id)?.outcome;
const statusText = ({ lines }: Ended): string => JSON.stringify(lines);

beforeAll(async () => {
  grove = await orchard({ hosts: 1 });
});
afterAll(() => grove.stop());

test("a host that is not pinned, or not there, is told to the person who asked", async () => {
  const unpinned = await grove.espalier("conform", "mac-01");
  expect([unpinned.exit, failureOf(unpinned)?.["code"]]).toEqual([1, "host-unpinned"]);
  const absent = await grove.espalier("conform", "mac-77");
  expect([absent.exit, failureOf(absent)?.["hint"]]).toEqual([64, "hosts here: mac-01"]);
});

test("a look at a bare host writes a record that says what it is of", async () => {
  await grove.pinned();
  const ended = await grove.espalier("conform", "mac-01");
  expect(ended.exit).toBe(2);
  const { machine, items, invasive } = recorded();
  expect(machine).toMatchObject({ chip: "Apple M4 Pro", model: "Mac16,11", os: { build: "25G83" } });
  expect(machine.kernel).toContain("simulated");
  expect(invasive).toBe(false);
  expect(outcome("machine.kernel")).toBe("refuted");
  expect(outcome("launchd.append")).toBe("unknown");
  expect(items.filter(({ kind, outcome: seen }) => kind === "parser" && seen === "refuted")).toEqual([]);
});

test("an output that was not confirmed is kept as a case, and its digest is in the record", () => {
  const { kept = "", output } = recorded().items.find(({ id }) => id === "machine.kernel") ?? {};
  const { answer, value } = JSON.parse(readFileSync(join(folder(), kept), "utf8")) as {
    answer: { stdout: string };
    value: unknown;
  };
  expect(value).toBeNull();
  expect(digestOf(answer.stdout)).toBe(output);
  expect(existsSync(join(folder(), "outputs/machine.os.json"))).toBe(false);
});

test("a deployed host is looked at again, and the record grows", async () => {
  const before = recorded();
  const deployed = await grove.espalier("deploy", "orchard");
  expect(deployed.exit).toBe(0);
  const invasive = await grove.espalier("conform", "mac-01", "--invasive");
  expect(invasive.exit).toBe(2);
  const found = ["launchd.append", "launchd.print", "engines.ollama-team", "engines.ollama-parallel"];
  expect(found.map(outcome)).toEqual(["confirmed", "confirmed", "confirmed", "confirmed"]);
  expect(outcome("parser.blobs")).toBe("confirmed");
  expect(recorded().at > before.at).toBe(true);
  const looked = await grove.espalier("conform", "mac-01");
  expect(looked.exit).toBe(2);
  expect(outcome("launchd.append")).toBe("confirmed");
  expect(readFileSync(join(reportFolder(deployed), "report.md"), "utf8")).toContain("is of no Apple kernel");
  expect(statusText(await grove.espalier("status", "orchard"))).toContain("is of no Apple kernel");
});

test("another build of macOS has no record yet", async () => {
  await grove.strike("mac-01", "os-drift");
  const status = await grove.espalier("status", "orchard");
  expect(statusText(status)).toContain("no conformance record for Apple M4 Pro, build 25G831280a");
});
