import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import type { RunResult } from "../../src/model/run-result.ts";
import type { HostSpec } from "../../src/model/spec.ts";
import { type Change, type Orchard, orchard } from "./orchard.ts";
import { type Ended, hostEnd } from "./program.ts";
import { type Releases, releases } from "./releases.ts";
import { expectServing, specOf } from "./standing.ts";

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

let grove: Orchard;
let mirror: Releases;
let good: readonly HostSpec[];

beforeAll(async () => {
  grove = await orchard({ hosts: 2 });
  mirror = await releases(grove.pool);
  // Slower and hungrier: the one shows in its times, the other in memory, which no busy machine can put in doubt.
  await mirror.publish("0.35.9", { prefillTokensPerSecond: 250, weightsBytes: 20 * 1024 ** 3 });
  await grove.pinned();
  good = await Promise.all(grove.hosts.map((host) => specOf(grove, host)));
  expect((await grove.espalier("apply", "orchard")).exit).toBe(0);
});
afterAll(async () => {
  await mirror.stop();
  await grove.stop();
});

const engine = (version: string): Change => [["engines", "ollama", "artifact"], `ollama@${version}`];
const rules = (...texts: readonly string[]): Change => [
  ["gates", "rules"],
  ["errors == 0", ...texts],
];

/** The folder of the run's report, and the report. */
function reportOf({ lines }: Ended): { readonly folder: string; readonly result: RunResult } {
  const folder = String(lines.find(({ kind }) => kind === "report")?.["directory"]);
  return { folder, result: JSON.parse(readFileSync(join(folder, "result.json"), "utf8")) as RunResult };
}

const climbed = ({ lines }: Ended, host: string): number =>
  lines.filter((line) => line.kind === "rung-ended" && line["host"] === host).length;

describe("a canary whose engine is worse than its gate allows", () => {
  beforeAll(() =>
    grove.pinned(engine("0.35.9"), rules("completion.p50 <= 100 ms", "footprint <= plan + 5 %")),
  );

  test.each(["the first time", "when it is tried again"])(
    "goes back to its release and stops the rollout with exit 3, %s",
    async () => {
      const ended = await grove.espalier("apply", "orchard");
      expect(ended.exit).toBe(3);
      expect(hostEnd(ended, "mac-01").outcome).toBe("rolled-back");
      expect(climbed(ended, "mac-01")).toBe(2);
      for (const [index, host] of grove.hosts.entries()) await expectServing(host, good[index] as HostSpec);
      const { folder, result } = reportOf(ended);
      for (const name of ["index.html", "report.md", "samples.csv", "result.json.sig"])
        expect(existsSync(join(folder, name)), name).toBe(true);
      const [canary, other] = result.hosts;
      expect(result.verdict).toBe("fail");
      expect(canary).toMatchObject({
        outcome: "rolled-back",
        release: { wanted: expect.not.stringMatching(good[0]?.digest ?? ""), serving: good[0]?.digest },
        gate: { verdict: "fail" },
      });
      expect(canary?.gate.findings.map(({ verdict }) => verdict)).toEqual([
        "pass",
        expect.not.stringMatching("pass"),
        "fail",
      ]);
      expect(canary?.changed.map(({ pin }) => pin)).toContain("engine.ollama");
      expect(other).toMatchObject({
        outcome: "untouched",
        gate: { reasons: ["not reached: mac-01 did not pass"] },
      });
    },
  );
});

test("a rule with too few samples proves nothing: the canary goes back and the run ends with 4", async () => {
  await grove.pinned(engine("0.35.2"), rules("ttft.p99 <= 60 s"));
  const ended = await grove.espalier("apply", "orchard");
  expect(ended.exit).toBe(4);
  expect(hostEnd(ended, "mac-01")).toEqual({
    outcome: "rolled-back",
    note: expect.stringMatching(/^p99 needs 368 requests, there are 1[2-4]$/),
  });
  for (const [index, host] of grove.hosts.entries()) await expectServing(host, good[index] as HostSpec);
});

test("when the rules can be met again the same engine passes on every host", async () => {
  await grove.pinned(rules());
  expect((await grove.espalier("apply", "orchard")).exit).toBe(0);
  for (const host of grove.hosts) await expectServing(host, await specOf(grove, host));
});

test("what passed on so few requests is no baseline, and says why", async () => {
  const ended = await grove.espalier("baseline", "enroll", "orchard");
  expect(ended.exit).toBe(1);
  expect(ended.lines.at(-1)).toMatchObject({
    code: "baseline-thin",
    saw: expect.stringMatching(/^1[2-4] requests, where a p95 needs 72$/),
  });
  expect((await grove.espalier("baseline", "list")).exit).toBe(0);
  const nowhere = await grove.espalier("baseline", "enroll", "orchard", "NOPE");
  expect(nowhere.exit).toBe(64);
  expect(nowhere.lines.at(-1)).toMatchObject({
    code: "run-missing",
    saw: "there is no such folder",
  });
});
