import { describe, expect, test } from "vitest";
import { measure } from "../../src/load/measure.ts";
import type { Climb } from "../../src/model/climb.ts";
import type { HostResult } from "../../src/model/run-result.ts";
import type { Sample } from "../../src/model/sample.ts";
import { ecdfChart } from "../../src/report/charts/ecdf.ts";
import { percentileChart } from "../../src/report/charts/percentiles.ts";
import { answers, output, percentileOf } from "../../src/report/format.ts";
import { climb } from "../gates/climbs.ts";

const host = (seen: Climb): HostResult =>
  ({ host: "mac-01", gate: { measurement: measure(seen), findings: [] } }) as unknown as HostResult;

const note = (seen: Climb, family: "ttft" | "gap"): string | undefined =>
  percentileChart(host(seen), family, seen)
    ?.text.match(/<figcaption>.*?<\/figcaption>/s)?.[0]
    .replace(/<[^>]*>/g, "");

describe("the note of a chart", () => {
  test("speaks of one stream as one, and marks what too few requests tell", () => {
    expect(note(climb({ rungs: [1], requests: 20 }), "ttft")).toBe(
      "Time to first tokenp95 ~109 ms at 1 stream. The p95 at 1 is a hint only: it needs 72 requests. The p99 at 1 is a hint only: it needs 368 requests.",
    );
    expect(note(climb({ rungs: [1, 2], requests: 400 }), "ttft")).toBe(
      "Time to first tokenp95 109 ms at 1, 109 ms at 2 streams at once.",
    );
  });

  test("marks times between tokens that few answers tell", () => {
    const times = (requests: number) => note(climb({ rungs: [1], requests }), "gap");
    expect(times(71)).toContain("Between two tokens p95 ~13 ms at 1.");
    expect(times(72)).toContain("Between two tokens p95 13 ms at 1.");
  });

  test("blames failures only where there were any, and is not there where no answer has a pause", () => {
    const whole = climb();
    const samples = whole.samples.map(
      (one) =>
        Object.fromEntries(
          Object.entries(one).filter(([name]) => !name.startsWith("gap")),
        ) as unknown as Sample,
    );
    expect(note({ ...whole, samples }, "gap")).toBeUndefined();
    const failing = climb({ fails: (rung, index) => rung === 4 && index < 9 });
    expect(note(failing, "ttft")).toContain("No p99 at 4: too many requests failed.");
  });
});

test("the distribution waits from the planned time, as every other number does", () => {
  const seen = climb({ rungs: [1] });
  const late = { ...seen, samples: seen.samples.map((one) => ({ ...one, planned: one.sent - 30_000 })) };
  expect(ecdfChart(late).text).toContain("20 s");
  expect(ecdfChart(seen).text).not.toContain("20 s");
});

test.each([
  [71, "~109 ms", "~109 ms"],
  [72, "109 ms", "~109 ms"],
  [368, "109 ms", "109 ms"],
])("of %d requests", (requests, p95, p99) => {
  const [one] = measure(climb({ rungs: [1], requests })).rungs;
  expect(one && [percentileOf(one, "ttft", "p95"), percentileOf(one, "ttft", "p99")]).toEqual([p95, p99]);
});

test.each([
  { says: "four requests for each stream", rungs: [1, 16], requests: 64, told: ["1038 tok/s", "116736/h"] },
  { says: "fewer", rungs: [1, 16], requests: 48, told: ["~1055 tok/s", "~118656/h"] },
])("rates of $says", ({ rungs, requests, told }) => {
  const one = measure(climb({ rungs, requests, ttft: () => 100 })).rungs[1];
  expect(one && [output(one), answers(one)]).toEqual(told);
});

test("a rung that was never steady has no rates", () => {
  const seen = climb({ rungs: [2] });
  const [one] = measure({ ...seen, samples: seen.samples.slice(0, 2) }).rungs;
  expect(one && [output(one), answers(one)]).toEqual(["–", "–"]);
});
