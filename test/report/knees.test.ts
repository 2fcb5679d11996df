import { expect, test } from "vitest";
import type { Measurement } from "../../src/model/measurement.ts";
import { kneesTold } from "../../src/report/knees.ts";

const CASES: readonly { readonly seen: Pick<Measurement, "knee" | "knees">; readonly says: string }[] = [
  {
    seen: {
      knee: 4,
      knees: {
        onset: 4,
        efficiency: { rung: 8, streams: 7.66, agreed: true },
        ceiling: { rung: 8, throughput: 599 },
      },
    },
    says: "Knee: 4 streams. Requests queue above 4. Output can grow to at most about 7.7 times that of one stream. Most was served at 8: 599 tok/s.",
  },
  {
    seen: { knee: 2, knees: { efficiency: { rung: 2, streams: 2.1, agreed: false } } },
    says: "Knee: 2 streams. Requests never queued. Output can grow to at most about 2.1 times that of one stream, though the operational law puts it elsewhere.",
  },
  {
    seen: { knees: { ceiling: { rung: 8, throughput: 40 } } },
    says: "No knee up to the highest rung. Requests never queued. How far output can grow lies beyond the highest rung. Most was served at 8: 40.0 tok/s.",
  },
  {
    seen: { knees: { unknown: { onset: "no-scale", efficiency: "few-rungs" } } },
    says: "No knee is known. Whether requests queue is not known: rung 1 gives no scale. How far output can grow is not known: that takes three rungs with answers.",
  },
  {
    seen: { knee: 2, knees: { onset: 2, unknown: { efficiency: "uneven" } } },
    says: "Knee: 2 streams. Requests queue above 2. How far output can grow was not asked: streams are not alike.",
  },
  {
    seen: {
      knees: {
        unknown: { onset: "one-rung", efficiency: "few-rungs" },
        ceiling: { rung: 1, throughput: 40 },
      },
    },
    says: "No knee is known. Whether requests queue is not known: only one rung was climbed. How far output can grow is not known: that takes three rungs with answers. Most was served at 1: 40.0 tok/s.",
  },
  {
    seen: { knees: { unknown: { onset: "void", efficiency: "void" } } },
    says: "No knee is known. Whether requests queue is not known: a rung that it rests on is void. How far output can grow is not known: a rung that it rests on is void.",
  },
  { seen: { knee: 1 }, says: "Knee: 1 stream." },
];

test.each(CASES)("$says", ({ seen, says }) => {
  expect(kneesTold(seen, [])).toBe(says);
});

test("of a host that drifted no knee and no queue is told", () => {
  const knees = { onset: 4, ceiling: { rung: 8, throughput: 40 } };
  expect(kneesTold({ knee: 4, knees }, ["one stream drifted during the climb"])).toBe(
    "No knee is told. One stream drifted during the climb. Most was served at 8: 40.0 tok/s.",
  );
});
