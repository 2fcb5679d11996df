import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { compare } from "../../playbooks/compare.ts";
import { signFile } from "../../src/connectors/ssh-keygen.ts";
import { judge } from "../../src/gates/judge.ts";
import { climbToEvidence } from "../../src/load/evidence.ts";
import { measure } from "../../src/load/measure.ts";
import { contractDigest } from "../../src/model/contract.ts";
import type { HostResult, RunResult } from "../../src/model/run-result.ts";
import { GATE_REPORT_NAMESPACE } from "../../src/report/namespace.ts";
import { trustRun } from "../../src/run/trust.ts";
import { composeRun, writeHostEvidence } from "../../src/store/evidence.ts";
import { fakeRun } from "../fakes/run-result.ts";
import { party, type Tale } from "../gates/contrast/parties.ts";

let place = "";
const at = (...path: readonly string[]): string => join(place, ...path);

/** A run of a pool as it lies on disk, one host for each tale. */
async function run(pool: string, name: string, tales: Readonly<Record<string, Tale>>): Promise<string> {
  const folder = at("reports", pool, name);
  const hosts: HostResult[] = [];
  for (const [host, tale] of Object.entries(tales)) hosts.push(await hostOf(folder, host, tale));
  const result: RunResult = {
    ...fakeRun(),
    ...{ pool, run: name, verdict: "unproven", rules: [], hosts, next: "Nothing." },
    waves: [{ name: "all", hosts: Object.keys(tales) }],
  };
  await composeRun(folder, result);
  return folder;
}

async function hostOf(folder: string, host: string, tale: Tale): Promise<HostResult> {
  const named = <T extends { readonly host: string }>(one: T): T => ({ ...one, host });
  const { climbed, climb: own } = party({ requests: 100, ...tale });
  const climb = { ...named(own), samples: own.samples.map(named) };
  const { climb: climbJson, samples: samplesCsv, signals: signalsCsv } = climbToEvidence(climb);
  const gate = judge(climb, measure(climb), { rules: [] });
  const [fake] = fakeRun().hosts;
  if (fake === undefined) throw new TypeError("the fake run has hosts");
  const result: HostResult = {
    ...fake,
    ...{ host, gate, evidence: {}, ladderRevision: climb.revision, contract: contractDigest(climb) },
    ...(climbed && { climbed }),
    outcome: tale.climbed === undefined ? "converged" : "measured",
  };
  return writeHostEvidence(folder, result, { climbJson, samplesCsv, signalsCsv });
}

const sign = (folder: string): Promise<string> =>
  signFile(join(folder, "result.json"), { key: at("key"), namespace: GATE_REPORT_NAMESPACE });

beforeAll(async () => {
  place = mkdtempSync(join(tmpdir(), "espalier-compare-"));
  execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", "", "-f", at("key")]);
  await sign(await run("orchard", "20260701-a", { "mac-01": {}, "mac-02": { seed: 2 } }));
  await sign(await run("orchard", "20261001-b", { "mac-01": { seed: 3, slower: 1.6 } }));
  await run("orchard", "20261101-unsigned", { "mac-01": { seed: 4 } });
  const other = { chip: "Apple M2", slots: "not known" };
  await run("laptop", "20261101-c", { mbp: { seed: 5, climbed: other } });
  await sign(await run("mixed", "20261101-d", { "mac-01": {}, "mac-09": { seed: 6, climbed: other } }));
  await sign(await run("forged", "20261101-e", { "mac-01": { seed: 7 } }));
  const forged = at("reports/forged/20261101-e/hosts/mac-01/samples.csv");
  writeFileSync(forged, readFileSync(forged, "utf8").replace(/\n.*\n/, "\n"));
  writeFileSync(at("signers"), `release@example ${readFileSync(at("key.pub"), "utf8")}`);
});
afterAll(() => rmSync(place, { recursive: true, force: true }));

const compared = (a: string, b: string, unsigned = false) =>
  compare({
    folders: { inventory: at("inventory"), home: at("home"), reports: at("reports") },
    ...{ a, b, despite: [], allowedSigners: at("signers"), unsigned },
  });

describe("runs on disk", () => {
  test("a host of one quarter beside the same one of another", async () => {
    const { exit, contrast } = await compared("orchard@202607/mac-01", "orchard@202610");
    expect(exit).toBe(2);
    expect(contrast).toMatchObject({
      word: "slower",
      unit: "request",
      compared: [{ what: "time", a: "2026-07-02", b: "2026-07-04" }],
      a: { climbs: ["orchard@20260701-a/mac-01"], host: "mac-01" },
    });
  });

  test("both hosts of a run are two climbs of one kind", async () => {
    const { contrast } = await compared("orchard@202607", "orchard@202610");
    expect(contrast).toMatchObject({ unit: "run", a: { host: "mac-01, mac-02" } });
  });

  test("an unsigned laptop beside a signed Mac", async () => {
    const { contrast } = await compared("laptop@latest", "orchard@20260701-a/mac-01");
    expect(contrast.compared).toEqual([
      { what: "machine", a: "Apple M2, 48.0 GiB", b: "Apple M4 Pro, 48.0 GiB" },
    ]);
  });

  test("evidence that two runs carry counts once", async () => {
    const twice = "orchard@20260701-a/mac-01,orchard@20260701-a";
    expect((await compared(twice, "orchard@202610")).contrast.a.climbs).toEqual([
      "orchard@20260701-a/mac-01",
      "orchard@20260701-a/mac-02",
    ]);
  });

  test("a pool's report that nobody signed is taken only when it is asked for", async () => {
    const call = ["orchard@20261101", "orchard@202610"] as const;
    await expect(compared(...call)).rejects.toThrow(/the report is unsigned.*add --unsigned/);
    expect((await compared(...call, true)).contrast.a.climbs).toHaveLength(1);
  });
});

describe("runs that are refused", () => {
  test.each([
    {
      says: "samples that were changed",
      a: "forged@latest",
      code: "run-untrusted",
      saw: /hosts\/mac-01\/samples.csv: wanted sha256:/,
    },
    {
      says: "a side of two kinds of machine",
      a: "mixed@latest",
      code: "runs-incomparable",
      saw: /^A mixes what is not the same: slots .*; A mixes .* machine is Apple M4 Pro/,
    },
    {
      says: "a host that is not there",
      a: "orchard@202607/mac-77",
      code: "host-unknown",
      saw: /mac-01, mac-02/,
    },
  ])("$says", async ({ a, code, saw }) => {
    await expect(compared(a, "orchard@202610")).rejects.toMatchObject({
      code,
      saw: expect.stringMatching(saw),
    });
  });
});

describe("a report of a pool that does not sign", () => {
  const taken = (folder: string) =>
    trustRun(at("reports", folder), { allowedSigners: at("signers"), unsigned: true });

  test("is taken without a signature, and not with one that does not fit", async () => {
    await expect(taken("orchard/20261101-unsigned")).resolves.toMatchObject({ run: "20261101-unsigned" });
    await sign(await run("strange", "20261102-f", { "mac-01": { seed: 8 } }));
    const report = at("reports/strange/20261102-f/result.json");
    writeFileSync(report, readFileSync(report, "utf8").replace("Nothing.", "Nothing!"));
    await expect(taken("strange/20261102-f")).rejects.toMatchObject({
      code: "run-untrusted",
      saw: expect.stringMatching(/^signature: .*does not fit/),
    });
  });
});
