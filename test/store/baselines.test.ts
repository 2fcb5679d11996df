import { readFileSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { carried, enrolledOf } from "../../src/climb/enrolled.ts";
import { samplesToCsv } from "../../src/load/samples-csv.ts";
import { digestOf } from "../../src/model/digest.ts";
import {
  baselineFile,
  type KeptBaseline,
  readBaseline,
  readBaselines,
  writeBaseline,
} from "../../src/store/baselines.ts";
import { climb } from "../gates/climbs.ts";
import { ownPlace } from "./place.ts";

const place = ownPlace();
const whole = climb();
const samples = samplesToCsv(whole.samples);
const key = { chip: "c", memory: "m", model: "m", engine: "e", slots: "4", ladder: "l", contract: "k" };
const KEPT: KeptBaseline = {
  folder: "kind-1",
  samples,
  baseline: {
    format: "espalier-baseline/1",
    key,
    enrolledAt: "2026-11-27T10:00:00Z",
    from: { pool: "orchard", run: "r-1", host: "mac-01" },
    contract: whole.contract,
    samples: digestOf(samples),
  },
};

test("what is written is read, by folder and with all others", async () => {
  expect(await readBaseline(place(), "kind-1")).toBeUndefined();
  expect(await readBaselines(place())).toEqual([]);
  await writeBaseline(place(), KEPT);
  expect(await readBaseline(place(), "kind-1")).toEqual(KEPT);
  expect(await readBaselines(place())).toEqual([KEPT]);
});

test.each([
  {
    says: "other samples",
    file: "samples.csv",
    text: (was: string) => was.replace("mac-01", "mac-02"),
    saw: /is not the one/,
  },
  {
    says: "another format",
    file: "baseline.json",
    text: (was: string) => was.replace("baseline/1", "baseline/2"),
    saw: /it is no baseline/,
  },
  { says: "no JSON", file: "baseline.json", text: () => "{", saw: /it is no baseline/ },
])("$says beside the record are refused", async ({ file, text, saw }) => {
  await writeBaseline(place(), KEPT);
  const path = baselineFile(place(), "kind-1").replace("baseline.json", file);
  writeFileSync(path, text(readFileSync(path, "utf8")));
  await expect(readBaseline(place(), "kind-1")).rejects.toThrow(saw);
});

test("a climb carries it as findings name it, with the samples it stands on", () => {
  const baseline = carried(KEPT.baseline, samples);
  const enrolled = enrolledOf({ baseline });
  expect(enrolled?.name).toBe("the baseline of 2026-11-27 (run r-1)");
  expect(enrolled?.climb.samples).toEqual(whole.samples);
  expect(enrolled?.measurement.rungs.map(({ rung }) => rung)).toEqual([1, 2, 4]);
  expect(enrolledOf({})).toBeUndefined();
});
