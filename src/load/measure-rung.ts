import { completion, gaps, span, ttft } from "../model/latency.ts";
import type { LaneMeasurement, LoadMeasurement } from "../model/load-measurement.ts";
import type { RungMeasurement } from "../model/measurement.ts";
import { ratesOf } from "../model/rates.ts";
import { isFailed, type Sample } from "../model/sample.ts";
import { type Span, steadyOf } from "../model/steady.ts";
import { LOAD_LANES } from "../model/workload.ts";
import { quantiles } from "./quantiles.ts";

/** The summary of the samples of one rung, which went on so often after a rest; samples of other rungs are left out. */
export function measureRung(rung: number, all: readonly Sample[], rests = 0): RungMeasurement {
  const samples = all.filter((sample) => sample.rung === rung);
  const steady = steadyOf(samples, rung, rests);
  const lanes = lanesOf(samples, steady);
  return { rung, ...loadOf(samples, steady), ...(lanes.length > 0 && { lanes }) };
}

/** A lane runs as long as its rung does, and is steady when that is. */
const lanesOf = (samples: readonly Sample[], steady: readonly Span[]): readonly LaneMeasurement[] =>
  LOAD_LANES.flatMap((lane) => {
    const own = samples.filter((sample) => sample.lane === lane);
    return own.length === 0 ? [] : [{ lane, ...loadOf(own, steady) }];
  });

function loadOf(samples: readonly Sample[], steady: readonly Span[]): LoadMeasurement {
  return {
    requests: samples.length,
    errors: samples.filter(isFailed).length,
    ttft: quantiles(samples.map(ttft)),
    completion: quantiles(samples.map(completion)),
    gap: quantiles(gaps(samples)),
    ...ratesOf(samples, steady),
    elapsed: wallTime(samples),
  };
}

function wallTime(samples: readonly Sample[]): number {
  if (samples.length === 0) return 0;
  const first = samples.reduce((least, { sent }) => Math.min(least, sent), Infinity);
  const last = samples.reduce((most, { end }) => Math.max(most, end), -Infinity);
  return span(first, last);
}
