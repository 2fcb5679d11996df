import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { freePorts } from "../../simulator/ports.ts";
import type { RunResult } from "../../src/model/run-result.ts";
import type { HostSpec } from "../../src/model/spec.ts";
import { type Deploys, deploysOf } from "./deploys.ts";
import { type Orchard, orchard } from "./orchard.ts";
import { hostEnd, hostEvents, reportFolder } from "./program.ts";
import { type Stack, stack } from "./stack.ts";
import { expectServing } from "./standing.ts";

vi.setConfig({ testTimeout: 240_000, hookTimeout: 120_000 });

let grove: Orchard;
let plain: Stack;
let deploys: Deploys;

beforeAll(async () => {
  grove = await orchard({ hosts: 3 });
  plain = await stack(grove);
  deploys = deploysOf(grove);
  await grove.pinned();
});
afterAll(() => grove.stop());

describe("a deploy through the stack", () => {
  test("takes the canary first, then the rest, and every host ends at its spec", async () => {
    const ended = await deploys.deploy().ended;
    expect(ended.exit).toBe(0);
    const events = hostEvents(ended);
    expect(events.slice(0, 2)).toEqual(["host-started mac-01", "host-ended mac-01"]);
    expect(new Set(events).size).toBe(6);
    await deploys.allServe();
  });

  test("leaves verdict, spec and report of every host in the outputs", async () => {
    const outputs = await plain.outputs();
    for (const spec of await deploys.specs())
      expect(outputs[spec.host]).toMatchObject({ verdict: "pass", spec: spec.digest });
    const report = join(grove.project, outputs["mac-01"]?.["report"] ?? "");
    expect(existsSync(report)).toBe(true);
  });

  test("does nothing a second time, but asks every host whether it stands", async () => {
    const ended = await deploys.deploy().ended;
    expect([ended.exit, hostEvents(ended)]).toEqual([0, []]);
    expect((await grove.espalier("verify", reportFolder(ended))).exit).toBe(0);
  });
});

test("a canary that fails its gate ends the deploy with 3, goes back, and the other hosts are untouched", async () => {
  const before = await deploys.specs();
  const rules = (...more: readonly string[]) =>
    [
      ["gates", "rules"],
      ["errors == 0", ...more],
    ] as const;
  await grove.pinned(rules("footprint.peak <= 1 GiB"));
  const ended = await deploys.deploy().ended;
  expect(ended.exit).toBe(3);
  expect(hostEvents(ended)).toEqual(["host-started mac-01", "host-ended mac-01"]);
  expect(hostEnd(ended, "mac-01").outcome).toBe("rolled-back");
  for (const [index, host] of grove.hosts.entries()) await expectServing(host, before[index] as HostSpec);
  expect((await plain.outputs())["mac-01"]).toMatchObject({ verdict: "pass", spec: before[0]?.digest });
  await grove.pinned(rules());
  expect((await deploys.deploy().ended).exit).toBe(0);
  await deploys.allServe();
});

test("a later wave that breaks leaves the canary proven, and the report names the host that broke", async () => {
  const [metrics] = await freePorts(1);
  await grove.pinned([["hosts", "mac-03", "ports", "metrics"], metrics]);
  await grove.strike("mac-03", "dead-host");
  const ended = await deploys.deploy().ended;
  await grove.clear("mac-03", "dead-host");
  expect(ended.exit).toBe(1);
  const { hosts, next } = JSON.parse(
    readFileSync(join(reportFolder(ended), "result.json"), "utf8"),
  ) as RunResult;
  expect(hosts.map(({ host, outcome, gate }) => [host, outcome, gate.verdict])).toEqual([
    ["mac-01", "untouched", "pass"],
    ["mac-02", "untouched", "pass"],
    ["mac-03", "untouched", "unproven"],
  ]);
  expect(next).toMatch(/^Mend what stopped mac-03 and deploy again/);
  expect((await grove.espalier("verify", reportFolder(ended))).exit).toBe(0);
});
