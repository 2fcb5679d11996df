import type { NoiseFloor } from "../model/baseline.ts";
import type { Measurement, Metric, RungMeasurement } from "../model/gate.ts";

/** What a rung says about a metric, where it is measured per rung. */
const VALUES: Readonly<Partial<Record<Metric, (rung: RungMeasurement) => number | undefined>>> = {
  "ttft.p50": ({ ttft }) => ttft.p50,
  "ttft.p95": ({ ttft }) => ttft.p95,
  "ttft.p99": ({ ttft }) => ttft.p99,
  "completion.p50": ({ completion }) => completion.p50,
  "completion.p95": ({ completion }) => completion.p95,
  "completion.p99": ({ completion }) => completion.p99,
  "gap.p95": ({ gap }) => gap.p95,
  throughput: ({ throughput }) => throughput,
};

/**
 * How much runs differ that should not: of each metric the standard deviation of its logarithm over the runs, at every rung
 * that all of them climbed, and of those the root of the mean square. Two runs or more; the run is the unit, since requests of
 * one run share its luck (a restart, the temperature of the room).
 */
export function noiseFloor(
  runs: readonly { readonly run: string; readonly measurement: Measurement }[],
): NoiseFloor {
  const measurements = runs.map(({ measurement }) => measurement);
  const shared = (measurements[0]?.rungs ?? [])
    .map(({ rung }) => rung)
    .filter((rung) => measurements.every(({ rungs }) => rungs.some((one) => one.rung === rung)));
  const spread = Object.entries(VALUES).flatMap(([metric, of]) => {
    const variances = shared.flatMap((rung) => variance(logs(measurements, rung, of)));
    if (variances.length === 0) return [];
    return [[metric, Math.sqrt(variances.reduce((sum, one) => sum + one, 0) / variances.length)]];
  });
  return { runs: runs.map(({ run }) => run), spread: Object.fromEntries(spread) };
}

function logs(
  measurements: readonly Measurement[],
  rung: number,
  of: (rung: RungMeasurement) => number | undefined,
): readonly number[] {
  const values = measurements
    .map(({ rungs }) => rungs.find((one) => one.rung === rung))
    .map((one) => one && of(one));
  return values.every((value) => value !== undefined && value > 0)
    ? values.map((value) => Math.log(value ?? 1))
    : [];
}

/** Of two values or more; nothing otherwise. */
function variance(values: readonly number[]): readonly number[] {
  if (values.length < 2) return [];
  const mean = values.reduce((sum, one) => sum + one, 0) / values.length;
  return [values.reduce((sum, one) => sum + (one - mean) ** 2, 0) / (values.length - 1)];
}
