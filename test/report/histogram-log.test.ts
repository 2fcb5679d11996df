import { HistogramLogReader } from "hdr-histogram-js";
import { describe, expect, test } from "vitest";
import { ttft } from "../../src/model/latency.ts";
import { histogramLog } from "../../src/report/histogram-log.ts";
import { quantile, sorted } from "../../src/statistics/quantile.ts";
import { fakeClimbs } from "../fakes/run-result.ts";

const climbs = [...fakeClimbs().values()];
const log = histogramLog(climbs);

/** Every histogram of the log by its tag, as a foreign reader sees it. */
function read(text: string) {
  const reader = new HistogramLogReader(text);
  const found = new Map<string, NonNullable<ReturnType<typeof reader.nextIntervalHistogram>>>();
  for (let next = reader.nextIntervalHistogram(); next; next = reader.nextIntervalHistogram())
    found.set(next.tag, next);
  return found;
}

describe("the histogram log", () => {
  test("has a line for each host, kind and rung", () => {
    expect([...read(log).keys()]).toEqual(
      climbs.flatMap(({ host }) =>
        ["ttft", "completion"].flatMap((kind) => [1, 2, 4, 8].map((rung) => `${host}/${kind}/${rung}`)),
      ),
    );
  });

  test.each([0.5, 0.95, 0.99])("read back, the %f quantile is the exact one to three digits", (q) => {
    const found = read(log);
    for (const climb of climbs)
      for (const rung of climb.contract.rungs) {
        const waits = climb.samples.filter((one) => one.rung === rung).map(ttft);
        const exact = quantile(sorted(waits.filter(Number.isFinite)), q) ?? Number.NaN;
        const told = (found.get(`${climb.host}/ttft/${rung}`)?.getValueAtPercentile(100 * q) ?? 0) / 1000;
        expect(Math.abs(told - exact) / exact).toBeLessThan(0.001);
      }
  });

  test("says how many requests no histogram can hold", () => {
    expect(log).toContain("#[Failed mac-01/8: 0 of 80 requests]\n");
    expect(log).toContain("#[Failed mac-02/8: 2 of 80 requests]\n");
    expect(read(log).get("mac-02/ttft/8")?.totalCount).toBe(78);
  });

  test("a rung where everything failed has no line", () => {
    const [climb] = climbs;
    if (climb === undefined) throw new Error("no climb");
    const samples = climb.samples.map((one) =>
      one.rung === 8 ? { ...one, outcome: "timeout" as const } : one,
    );
    const dead = histogramLog([{ ...climb, samples }]);
    expect([...read(dead).keys()].filter((tag) => tag.endsWith("/8"))).toEqual([]);
    expect(dead).toContain("#[Failed mac-01/8: 80 of 80 requests]");
  });

  test("a name with a comma cannot end its tag", () => {
    const [climb] = climbs;
    if (climb === undefined) throw new Error("no climb");
    expect([...read(histogramLog([{ ...climb, host: "a,b\nc" }])).keys()][0]).toBe("a_b_c/ttft/1");
  });
});
