import type { Climb } from "../../src/model/climb.ts";
import type { Quantiles } from "../../src/model/load-measurement.ts";
import type { Measurement, RungMeasurement } from "../../src/model/measurement.ts";
import { ratesOf } from "../../src/model/rates.ts";
import type { Sample } from "../../src/model/sample.ts";
import { steadyOf } from "../../src/model/steady.ts";

const rank = (sorted: readonly number[], share: number): number | undefined =>
  sorted[Math.ceil(share * sorted.length) - 1];

function quantiles(samples: readonly Sample[], span: (one: Sample) => number): Quantiles {
  const sorted = samples
    .map((one) => (one.outcome === "ok" ? span(one) : Number.POSITIVE_INFINITY))
    .sort((a, b) => a - b);
  const found = { p50: rank(sorted, 0.5), p95: rank(sorted, 0.95), p99: rank(sorted, 0.99) };
  return Object.fromEntries(Object.entries(found).filter(([, value]) => Number.isFinite(value)));
}

function rungOf(rung: number, samples: readonly Sample[]): RungMeasurement {
  const begin = Math.min(...samples.map((one) => one.sent));
  const elapsed = Math.max(...samples.map((one) => one.end)) - begin;
  const steady = steadyOf(samples, rung);
  return {
    rung,
    requests: samples.length,
    errors: samples.filter((one) => one.outcome !== "ok").length,
    ttft: quantiles(samples, (one) => (one.firstToken ?? Number.POSITIVE_INFINITY) - one.sent),
    completion: quantiles(samples, (one) => one.end - one.sent),
    gap: quantiles(samples, (one) => one.gapMax ?? 0),
    ...ratesOf(samples, steady),
    elapsed,
  };
}

/** The summary a report shows for `climb`; the arithmetic of fixtures only, verdicts come from `src/load`. */
export function fakeMeasurement(climb: Climb, knee: number): Measurement {
  const last = climb.signals.at(-1);
  const swaps = climb.signals.flatMap((one) => one.swapUsed ?? []);
  return {
    rungs: climb.contract.rungs.map((rung) =>
      rungOf(
        rung,
        climb.samples.filter((one) => one.rung === rung),
      ),
    ),
    knee,
    rssPeak: Math.max(...climb.signals.flatMap((one) => one.rss ?? [])),
    footprintPeak: Math.max(...climb.signals.flatMap((one) => one.footprint ?? [])),
    swapGrowth: Math.max(...swaps) - (swaps[0] ?? 0),
    pressureWorst: Math.max(...climb.signals.flatMap((one) => one.pressure ?? [])),
    ...(last?.thermal === undefined ? {} : { thermalWorst: last.thermal }),
  };
}
