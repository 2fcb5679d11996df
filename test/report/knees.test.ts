import { expect, test } from "vitest";
import { kneesTold } from "../../src/report/knees.ts";

test.each([
  {
    seen: {
      knee: 4,
      knees: {
        onset: 4,
        efficiency: { rung: 8, streams: 7.66, agreed: true },
        ceiling: { rung: 8, throughput: 599 },
      },
    },
    says: "Knee: 4 streams. Requests queue above 4. About 7.7 streams make each other twice as slow. Most was served at 8: 599 tok/s.",
  },
  {
    seen: { knee: 2, knees: { efficiency: { rung: 2, streams: 2.1, agreed: false } } },
    says: "Knee: 2 streams. Requests never queued. About 2.1 streams make each other twice as slow, though the operational law puts it elsewhere.",
  },
  {
    seen: { knees: { ceiling: { rung: 8, throughput: 40 } } },
    says: "No knee up to the highest rung. Requests never queued. Streams never made each other twice as slow. Most was served at 8: 40.0 tok/s.",
  },
  { seen: { knee: 1 }, says: "Knee: 1 stream." },
])("$says", ({ seen, says }) => {
  expect(kneesTold(seen)).toBe(says);
});
