import type { RungMeasurement } from "../model/gate.ts";
import { completion, gaps, span, ttft } from "../model/latency.ts";
import type { LaneMeasurement, LoadMeasurement } from "../model/load-measurement.ts";
import type { Sample } from "../model/sample.ts";
import { LOAD_LANES } from "../model/workload.ts";
import { quantiles } from "./quantiles.ts";

/** The summary of the samples of one rung; samples of other rungs are left out. */
export function measureRung(rung: number, all: readonly Sample[]): RungMeasurement {
  const samples = all.filter((sample) => sample.rung === rung);
  const lanes = lanesOf(samples);
  return { rung, ...loadOf(samples), ...(lanes.length > 0 && { lanes }) };
}

const lanesOf = (samples: readonly Sample[]): readonly LaneMeasurement[] =>
  LOAD_LANES.flatMap((lane) => {
    const own = samples.filter((sample) => sample.lane === lane);
    return own.length === 0 ? [] : [{ lane, ...loadOf(own) }];
  });

function loadOf(samples: readonly Sample[]): LoadMeasurement {
  const elapsed = wallTime(samples);
  return {
    requests: samples.length,
    errors: samples.filter((sample) => sample.outcome !== "ok").length,
    ttft: quantiles(samples.map(ttft)),
    completion: quantiles(samples.map(completion)),
    gap: quantiles(gaps(samples)),
    throughput: elapsed > 0 ? (outputTokens(samples) / elapsed) * 1000 : 0,
    elapsed,
  };
}

function wallTime(samples: readonly Sample[]): number {
  if (samples.length === 0) return 0;
  const first = samples.reduce((least, { sent }) => Math.min(least, sent), Infinity);
  const last = samples.reduce((most, { end }) => Math.max(most, end), -Infinity);
  return span(first, last);
}

/** Tokens as the server counted them: chunks are not tokens, so an answer without `usage` adds nothing. */
function outputTokens(samples: readonly Sample[]): number {
  const counted = samples.filter((sample) => sample.outcome === "ok");
  return counted.reduce((sum, sample) => sum + (sample.outputTokens ?? 0), 0);
}
