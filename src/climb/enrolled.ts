import type { Enrolled } from "../gates/held.ts";
import { measure } from "../load/measure.ts";
import { samplesFromCsv } from "../load/samples-csv.ts";
import type { Baseline, CarriedBaseline } from "../model/baseline.ts";
import type { Climb } from "../model/climb.ts";

/** The enrolled climb that a climb carries. Throws `Failure` `evidence-malformed` when its samples cannot be read. */
export function enrolledOf({ baseline }: Pick<Climb, "baseline">): Enrolled | undefined {
  if (baseline === undefined) return undefined;
  const { name, contract, samples: text, noise } = baseline;
  const all = samplesFromCsv(text);
  const samples = all.filter(({ lap }) => lap === undefined);
  const returned = all.filter(({ lap }) => lap !== undefined);
  const host = samples[0]?.host ?? "";
  const climb: Climb = {
    ...{ host, revision: "", contract, startedAt: "", samples, returned, signals: [], doubts: [] },
  };
  return { name, climb, measurement: measure(climb), ...(noise && { noise }) };
}

/** The baseline of a record with its samples. */
export const carried = (
  { enrolledAt, from, contract, noise }: Baseline,
  samples: string,
): CarriedBaseline => ({
  name: `the baseline of ${enrolledAt.slice(0, 10)} (run ${from.run})`,
  contract,
  samples,
  ...(noise && { noise }),
});
