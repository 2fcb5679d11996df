import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { virtualClimb } from "../../bench/truth/climb.ts";
import { samplesToCsv } from "../../src/load/samples-csv.ts";
import type { BaselineKey } from "../../src/model/baseline.ts";
import { digestOf } from "../../src/model/digest.ts";
import { baselineFolder, baselineKey } from "../../src/operations/baseline-key.ts";
import { enrolledBaseline, passedOver } from "../../src/run/baseline.ts";
import { writeBaseline } from "../../src/store/baselines.ts";
import { wishFor } from "../fakes/wish.ts";

const inventory = mkdtempSync(join(tmpdir(), "espalier-baseline-"));
afterAll(() => rmSync(inventory, { recursive: true, force: true }));

const WISH = wishFor();
const HOST = { slots: 4, prefill: 100, decode: 500, spread: 0.1, memory: 0, crowding: 0 };

function enrol(key: BaselineKey, day: string): Promise<void> {
  const climb = virtualClimb({ host: HOST, seed: 1, rungs: [1], requests: 80, rules: [] });
  const samples = samplesToCsv(climb.samples);
  const from = { pool: "orchard", run: `run-${day}`, host: "mac-01" };
  const enrolledAt = `2026-11-${day}T08:00:00.000Z`;
  const baseline = {
    format: "espalier-baseline/1",
    key,
    enrolledAt,
    from,
    samples: digestOf(samples),
  } as const;
  return writeBaseline(inventory, {
    folder: baselineFolder(key),
    baseline: { ...baseline, contract: climb.contract },
    samples,
  });
}

test("a baseline that was measured under other settings is not taken, and the latest one is told", async () => {
  const key = baselineKey(WISH);
  const { settings: _, ...older } = key;
  await enrol(older, "01");
  await enrol({ ...key, settings: "contextLength 8192, kvCacheType q8_0" }, "02");
  expect(await enrolledBaseline(inventory, WISH)).toBeUndefined();
  expect(await passedOver(inventory, WISH)).toEqual([
    expect.stringMatching(
      /^the baseline of 2026-11-02 \(run run-02\) is not used, since it was measured with something else: settings: contextLength 8192, kvCacheType q8_0, now contextLength \d+, keepAlive -1, /,
    ),
  ]);
  await enrol(key, "03");
  expect((await enrolledBaseline(inventory, WISH))?.name).toBe("the baseline of 2026-11-03 (run run-03)");
});
