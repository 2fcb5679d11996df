import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { enrol } from "../../playbooks/baseline.ts";
import type { Verdict } from "../../src/model/gate.ts";
import { systemClock } from "../../src/run/clock.ts";
import { writeWhole } from "../../src/store/text-file.ts";
import { fakeRun } from "../fakes/run-result.ts";

const RUN = "20261120-221004-k3x9ab";

let place = "";
beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), "espalier-enroll-"));
});
afterEach(() => rmSync(place, { recursive: true, force: true }));

/** What comes of it in a place that has a report and no pool. */
async function enrolled(verdict: Verdict, run: string | undefined): Promise<unknown> {
  const folders = { inventory: join(place, "inventory"), reports: join(place, "reports"), home: place };
  const report = join(folders.reports, "orchard", RUN, "result.json");
  await writeWhole(report, JSON.stringify({ ...fakeRun(), verdict }));
  const call = { folders, pool: "orchard", run, replace: false, clock: systemClock };
  return enrol(call).catch((error: unknown) => error);
}

test.each(["fail", "unproven"] as const)("a latest run whose verdict is %s is not taken", async (verdict) => {
  expect(await enrolled(verdict, undefined)).toMatchObject({
    code: "baseline-unproven",
    message: expect.stringContaining(`the verdict of the latest run is ${verdict}`),
  });
});

test.each([
  ["that passed", "pass", undefined],
  ["that somebody named", "unproven", RUN],
] as const)("a run %s is looked into", async (_, verdict, run) => {
  expect(await enrolled(verdict, run)).not.toMatchObject({ code: "baseline-unproven" });
});
