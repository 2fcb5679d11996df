import { describe, expect, test } from "vitest";
import { judge } from "../../src/gates/judge.ts";
import { parsedRule } from "../../src/inventory/rule.ts";
import { measure } from "../../src/load/measure.ts";
import type { Climb } from "../../src/model/climb.ts";
import type { HostResult } from "../../src/model/run-result.ts";
import { limitLines } from "../../src/report/charts/limits.ts";
import { climb } from "../gates/climbs.ts";

const enrolled = (slowness: number) => {
  const old = climb({ ttft: (rung) => slowness * rung });
  return { name: "the baseline of 2026-11-01", climb: old, measurement: measure(old) };
};

/** A climb whose return to rung 1 was a little slower than its start. */
const there = climb({ ttft: (rung) => 100 * rung });
const returned: Climb = {
  ...there,
  doubts: [...there.doubts, { rung: 1, lap: 2, loopDelayP99: 1, inFlight: 1 }],
  returned: climb({ rungs: [1], ttft: () => 117 })
    .samples.slice(0, 20)
    .map((sample) => ({ ...sample, lap: 2, index: sample.index + 80 })),
};

function drawn(text: string, baseline?: ReturnType<typeof enrolled>) {
  const rules = [parsedRule(text)];
  const gate = judge(returned, measure(returned), { rules, enrolled: baseline });
  const host = { gate } as HostResult;
  const lines = (["ttft", "completion", "gap"] as const).flatMap((family) => limitLines(host, family));
  return { wanted: gate.findings[0]?.wanted, lines };
}

describe("the line of a limit stands where the rule was judged:", () => {
  test.each<{ says: string; text: string; baseline?: ReturnType<typeof enrolled>; wanted: string }>([
    {
      says: "a fixed one",
      text: "ttft.p95 <= 450 ms at 4",
      wanted: "<= 450 ms",
    },
    {
      says: "against rung 1, which is both laps",
      text: "ttft.p95 <= 3 x baseline at 4",
      wanted: "<= 351 ms (3 x 117 ms of 80 requests at the start and 20 at the end)",
    },
    {
      says: "against rung 1 of an enrolled baseline",
      text: "ttft.p95 <= 3 x baseline at 4",
      baseline: enrolled(60),
      wanted: "<= 180 ms (3 x 60.0 ms of the baseline of 2026-11-01)",
    },
    {
      says: "against the same rung of it",
      text: "ttft.p95 <= 1.5 x enrolled at 4",
      baseline: enrolled(60),
      wanted: "<= 360 ms (1.5 x 240 ms of the baseline of 2026-11-01)",
    },
    {
      says: "against rung 1 of this climb, whatever is enrolled",
      text: "completion.p95 <= 3 x rung1 at 4",
      baseline: enrolled(60),
      wanted: "<= 1.6 s (3 x 517 ms of 80 requests at the start and 20 at the end)",
    },
  ])("$says", ({ text, baseline, wanted }) => {
    const seen = drawn(text, baseline);
    expect(seen.wanted).toBe(wanted);
    expect(seen.lines).toMatchObject([{ rung: 4 }]);
    expect(wanted).toContain(seen.lines[0]?.label.replace("p95 \u2264", "<="));
  });

  test("one for all rungs where it is the same, one at each where it is not", () => {
    const limits = (text: string) => drawn(text, enrolled(60)).lines.map(({ rung, value }) => [rung, value]);
    expect(limits("ttft.p95 <= 3 x baseline")).toEqual([[undefined, 180]]);
    expect(limits("ttft.p95 <= 2 x enrolled")).toEqual([
      [1, 120],
      [2, 240],
      [4, 480],
    ]);
  });

  test.each([
    ["no baseline is enrolled", "ttft.p95 <= 2 x enrolled at 4"],
    ["the percentile needs more requests than rung 1 has", "ttft.p99 <= 3 x baseline at 4"],
  ])("nowhere where it is not known: %s", (_, text) => {
    expect(drawn(text).lines).toEqual([]);
  });
});

test("a rule of a lane is not drawn over the requests of all", () => {
  const findings = [
    { rule: "ttft.p95 of interactive <= 450 ms at 4", verdict: "pass", limits: [{ rung: 4, value: 450 }] },
  ];
  expect(limitLines({ gate: { findings } } as unknown as HostResult, "ttft")).toEqual([]);
});
