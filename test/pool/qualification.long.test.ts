import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import type { SimulatedHost } from "../../simulator/pool.ts";
import type { HostAudit, HostStatus } from "../../src/model/audit.ts";
import type { HostResult } from "../../src/model/run-result.ts";
import type { Plan } from "../../src/model/step.ts";
import { onHost } from "../simulator/shell.ts";
import { type Orchard, orchard } from "./orchard.ts";
import { deeds, type Ended, failureOf } from "./program.ts";
import { isDrained, qualifiedRecord } from "./standing.ts";

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

/** No busy machine can put them in doubt. */
const RULES = ["errors == 0", "rss.peak <= 48 GiB"];

let grove: Orchard;
let host: SimulatedHost;
beforeAll(async () => {
  grove = await orchard({ hosts: 1 });
  host = grove.host("mac-01");
  grove.wish(
    [
      ["ladder", "rungs"],
      [1, 2, 3],
    ],
    [
      ["ladder", "reduced"],
      [1, 2],
    ],
    [["gates", "rules"], RULES],
  );
  await grove.pinned();
  expect((await grove.espalier("apply", "orchard")).exit).toBe(0);
});
afterAll(() => grove.stop());

const told = <Item>({ lines }: Ended, kind: string, list: string): readonly Item[] =>
  (lines.find((line) => line.kind === kind)?.[list] ?? []) as readonly Item[];
const plan = (ended: Ended): Plan | undefined => told<Plan>(ended, "plan", "plans")[0];
const statusText = (ended: Ended): string => told<HostStatus>(ended, "status", "hosts")[0]?.text ?? "";
const differing = (ended: Ended): readonly string[] =>
  told<HostAudit>(ended, "audit", "hosts").flatMap(({ lines }) =>
    lines.flatMap(({ agrees, field }) => (agrees ? [] : [field])),
  );
const record = (): HostResult => qualifiedRecord(host);

describe("a host whose power mode changed behind our back", () => {
  test("has lost its proof: status, audit and plan say what changed since which run", async () => {
    const first = record();
    expect(first.proof).toMatchObject({ extent: "full", rungs: [1, 2, 3], full: first.run });
    await onHost(host, "sudo -n pmset -a powermode 2");
    const seen = "host.power changed from automatic to high";
    expect(statusText(await grove.espalier("status", "orchard"))).toContain(`QUALIFICATION VOID: ${seen}`);
    expect(differing(await grove.espalier("audit", "orchard"))).toEqual(["qualification"]);
    const planned = await grove.espalier("plan", "orchard");
    expect(planned.exit).toBe(2);
    expect(plan(planned)?.steps.find(({ kind }) => kind === "climb")).toMatchObject({
      subject: "reduced, rungs 1, 2",
      why: `its qualification is void since run ${first.run}: ${seen}`,
    });
  });

  test("is not opened by a word", async () => {
    expect((await grove.espalier("drain", "orchard", "--on", "mac-01")).exit).toBe(0);
    const opened = await grove.espalier("undrain", "orchard", "--on", "mac-01");
    expect(opened.exit).toBe(1);
    expect(JSON.stringify(opened.lines)).toContain("was proven on another footing");
  });

  test("climbs the reduced ladder, and its proof stands on the full one before it", async () => {
    const full = record().run;
    const applied = await grove.espalier("apply", "orchard");
    expect(applied.exit).toBe(0);
    expect(record().proof).toMatchObject({ extent: "reduced", rungs: [1, 2], full });
    expect(record().gate.measurement.rungs.map(({ rung }) => rung)).toEqual([1, 2]);
    expect(statusText(await grove.espalier("status", "orchard"))).toContain(
      `(reduced; full ladder in run ${full})`,
    );
    expect(deeds(await grove.espalier("apply", "orchard"))).toEqual([]);
    expect(failureOf(applied)).toBeUndefined();
  });
});

describe("a GPU limit in the inventory", () => {
  test("is set, kept for every start, and asks for the whole ladder in the same run", async () => {
    await grove.pinned([["hosts", "mac-01", "gpuMemory"], "36 GiB"]);
    const applied = await grove.espalier("apply", "orchard");
    expect(applied.exit, JSON.stringify(applied.lines)).toBe(0);
    expect((await onHost(host, "sysctl -n iogpu.wired_limit_mb")).out).toBe("36864\n");
    expect(record().proof).toMatchObject({ extent: "full" });
    expect(record().proof?.conditions["host.gpuMemory"]).toBe("36864 MiB");
    expect(deeds(await grove.espalier("apply", "orchard"))).toEqual([]);
  });

  test("is taken back when it leaves the inventory", async () => {
    await grove.pinned([["hosts", "mac-01", "gpuMemory"], undefined]);
    const applied = await grove.espalier("apply", "orchard");
    expect(applied.exit, JSON.stringify(applied.lines)).toBe(0);
    expect((await onHost(host, "sysctl -n iogpu.wired_limit_mb")).out).toBe("0\n");
    expect((await grove.espalier("audit", "orchard")).exit).toBe(0);
  });
});

describe("a host that was updated overnight", () => {
  const drifted = "runs macOS 26.6.2 (a) 25G831280a, the lock pins 26.6.2 25G83";

  test("is closed by a timer's cordon, and the reason stands in status, audit and plan", async () => {
    const before = record().run;
    await grove.strike("mac-01", "os-drift");
    expect(plan(await grove.espalier("plan", "orchard"))).toMatchObject({ cordon: drifted });
    expect((await grove.espalier("cordon", "orchard", "--on", "*")).exit).toBe(0);
    expect(isDrained(host)).toBe(true);
    const text = statusText(await grove.espalier("status", "orchard"));
    expect(text).toContain(`OS DRIFTED: it ${drifted}`);
    expect(text).toContain("QUALIFICATION VOID: host.os changed from 26.6.2 25G83 to 26.6.2 (a) 25G831280a");
    expect(text).toContain(`drained: cordoned: it ${drifted}`);
    expect(differing(await grove.espalier("audit", "orchard"))).toEqual(["os", "qualification", "doors"]);
    const applied = await grove.espalier("apply", "orchard");
    expect(applied.exit).toBe(1);
    expect(JSON.stringify(applied.lines)).toContain(drifted);
    expect(isDrained(host)).toBe(true);
    expect(record().run).toBe(before);
  });

  test("keeps its old pin while the allow-list does not admit the build, or keeps it frozen", async () => {
    const { version, build, extra } = { version: "26.6.2", build: "25G831280a", extra: "(a)" };
    const today = new Date().toISOString().slice(0, 10);
    const old = { version, build: "25G83", since: "2026-01-01" };
    const pinning = async (...allow: readonly object[]): Promise<string> => {
      grove.wish([["os"], { allow }]);
      return JSON.stringify((await grove.espalier("pin", "orchard")).lines);
    };
    expect(await pinning(old)).toContain("which os.allow does not admit: the pin stays");
    expect(await pinning(old, { version, build, extra, since: today })).toContain(
      "which stays frozen until 20",
    );
    expect((await grove.espalier("apply", "orchard")).exit).toBe(1);
    const urgent = await pinning(old, { version, build, extra, since: today, urgent: "a hole under attack" });
    expect(urgent).not.toContain("the pin stays");
  });

  test("is opened by the reduced ladder once its build is pinned", async () => {
    const full = record().proof?.full;
    expect((await grove.espalier("apply", "orchard")).exit).toBe(0);
    expect(record().proof).toMatchObject({ extent: "reduced", full });
    expect(record().proof?.conditions["host.os"]).toBe("26.6.2 (a) 25G831280a");
    expect(isDrained(host)).toBe(false);
    expect((await grove.espalier("audit", "orchard")).exit).toBe(0);
  });
});

describe("a host whose proof is void and that misses its gate", () => {
  test("stays closed, whatever served before", async () => {
    await onHost(host, "sudo -n pmset -a powermode 0");
    await grove.pinned([
      ["gates", "rules"],
      [...RULES, "rss.peak <= 1 MiB"],
    ]);
    expect((await grove.espalier("apply", "orchard")).exit).toBe(3);
    const text = statusText(await grove.espalier("status", "orchard"));
    expect(text).toContain("closed by a run");
    expect(text).toContain("QUALIFICATION VOID");
  });
});
