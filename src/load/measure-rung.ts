import { completion, gaps, span, ttft } from "../model/latency.ts";
import type { LaneMeasurement, LoadMeasurement } from "../model/load-measurement.ts";
import type { RungMeasurement } from "../model/measurement.ts";
import { ratesOf } from "../model/rates.ts";
import { isFailed, type Sample } from "../model/sample.ts";
import { type Span, steadyOf } from "../model/steady.ts";
import { stintsOf } from "../model/stint.ts";
import { LOAD_LANES } from "../model/workload.ts";
import { quantiles } from "./quantiles.ts";

/** The summary of the samples of one rung, which went on so often after a rest; samples of other rungs are left out. */
export function measureRung(rung: number, all: readonly Sample[], rests = 0): RungMeasurement {
  const samples = all.filter((sample) => sample.rung === rung);
  const steady = steadyOf(samples, rung, rests);
  const lanes = lanesOf(samples, { steady, rests });
  return { rung, ...loadOf(samples, { steady, rests }), ...(lanes.length > 0 && { lanes }) };
}

/** When all streams of a rung were busy, and how often it rested. */
interface Course {
  readonly steady: readonly Span[];
  readonly rests: number;
}

/** A lane runs as long as its rung does, and is steady when that is. */
const lanesOf = (samples: readonly Sample[], course: Course): readonly LaneMeasurement[] =>
  LOAD_LANES.flatMap((lane) => {
    const own = samples.filter((sample) => sample.lane === lane);
    return own.length === 0 ? [] : [{ lane, ...loadOf(own, course) }];
  });

function loadOf(samples: readonly Sample[], { steady, rests }: Course): LoadMeasurement {
  return {
    requests: samples.length,
    errors: samples.filter(isFailed).length,
    ttft: quantiles(samples.map(ttft)),
    completion: quantiles(samples.map(completion)),
    gap: quantiles(gaps(samples)),
    ...ratesOf(samples, steady),
    elapsed: stintsOf(samples, rests).reduce((sum, stint) => sum + wallTime(stint), 0),
  };
}

function wallTime(samples: readonly Sample[]): number {
  if (samples.length === 0) return 0;
  const first = samples.reduce((least, { sent }) => Math.min(least, sent), Infinity);
  const last = samples.reduce((most, { end }) => Math.max(most, end), -Infinity);
  return span(first, last);
}
