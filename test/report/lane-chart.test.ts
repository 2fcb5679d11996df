import { parseHTML } from "linkedom";
import { expect, test } from "vitest";
import { measure } from "../../src/load/measure.ts";
import type { Climb } from "../../src/model/climb.ts";
import type { Sample } from "../../src/model/sample.ts";
import { laneChart } from "../../src/report/charts/lanes.ts";
import { fakeRun } from "../fakes/run-result.ts";
import { climb } from "../gates/climbs.ts";

const [host] = fakeRun().hosts;

/** People who wait 100 ms everywhere, and from rung 3 on a batch job that waits a second. */
const isBatch = ({ rung, index }: Pick<Sample, "rung" | "index">): boolean => rung > 2 && index % 3 === 2;
function mixed(): Climb {
  const ttft = (rung: number, index: number): number => (isBatch({ rung, index }) ? 1000 : 100);
  const plain = climb({ rungs: [1, 2, 3], requests: 240, ttft });
  const samples = plain.samples.map((one) => ({
    ...one,
    lane: isBatch(one) ? ("batch" as const) : ("interactive" as const),
  }));
  return { ...plain, samples };
}

const drawn = (seen: Climb): string | undefined => {
  if (host === undefined) throw new Error("the run has no host");
  return laneChart({ ...host, gate: { ...host.gate, measurement: measure(seen) } }, seen)?.text;
};

test("each lane has a curve of its own, and words for those who cannot see it", () => {
  const { document } = parseHTML(`<html><body>${drawn(mixed())}</body></html>`);
  expect(document.querySelector("svg[role=img]")?.getAttribute("aria-label")).toBe(
    "Time to first token of each lane, p95 on mac-01: At 3 streams: interactive 100 ms, batch 1.0 s.",
  );
  const key = [...document.querySelectorAll("ul.key li")].map((line) => line.textContent.trim());
  expect(key).toEqual(["interactive", "batch"]);
});

test("a climb of one lane or of none has no such chart", () => {
  expect(drawn(climb({ rungs: [1, 2], requests: 80 }))).toBeUndefined();
});
