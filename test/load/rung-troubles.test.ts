import { describe, expect, test } from "vitest";
import { diagnosis } from "../../src/load/diagnosis.ts";
import { measure } from "../../src/load/measure.ts";
import { rungTroubles } from "../../src/load/rung-troubles.ts";
import type { Climb } from "../../src/model/climb.ts";
import type { Sample } from "../../src/model/sample.ts";
import { workloadOf } from "../../src/model/workloads.ts";
import { climb } from "../gates/climbs.ts";

const service = (seen: Climb): readonly (readonly string[])[] =>
  rungTroubles(seen, measure(seen)).map((one) => one.service);

/** The climb with other requests: each rung starts where the story put it, and one request follows another. */
const having = (seen: Climb, change: (sample: Sample) => Partial<Sample>): Climb => ({
  ...seen,
  samples: seen.samples.map((one) => ({ ...one, ...change(one) })),
});

describe("streams that never queue, and slow each other down", () => {
  /** First tokens after 100 ms at every rung; a whole answer takes a third longer for each stream beside it. */
  const shared = having(climb({ rungs: [1, 2, 4, 8] }), ({ rung, sent }) => ({
    firstToken: sent + 100,
    end: sent + 1000 * (1 + 0.35 * (rung - 1)),
  }));

  test("are told by the whole answer, not as a queue", () => {
    expect(measure(shared)).toMatchObject({ knee: 4 });
    expect(measure(shared).knees).not.toHaveProperty("onset");
    expect(service(shared)).toEqual([
      [],
      [],
      [],
      ["a whole answer takes 3.5 times as long as with one stream"],
    ]);
  });
});

describe("a mixed workload", () => {
  const workload = workloadOf({
    ...{ name: "mixed", promptTokens: 256, outputTokens: 64, context: 8192 },
    ...{ api: "openai-chat", embeds: false },
  });
  /** People wait 100 ms, and 340 above two streams; the other lanes begin there and take 4 s everywhere. */
  const plain = climb({ rungs: [1, 2, 4] });
  const mixed = having({ ...plain, contract: { ...plain.contract, workload } }, ({ rung, index, sent }) => {
    const lane = rung === 4 && index % 2 === 1 ? "batch" : "interactive";
    const wait = lane === "batch" ? 4000 : rung === 4 ? 340 : 100;
    return { lane, firstToken: sent + wait, end: sent + wait + 400 };
  });

  test("is told by the lane that makes its knee", () => {
    expect(measure(mixed)).toMatchObject({ knee: 2 });
    expect(service(mixed)).toEqual([[], [], ["TTFT p95 of interactive is 3.4 times that of one stream"]]);
  });

  test("is given no cause that compares medians of lanes which differ", () => {
    expect(diagnosis(mixed, measure(mixed))).toEqual([
      { cause: "unknown", text: expect.stringMatching(/^the lanes ask for different things/) },
    ]);
  });
});
