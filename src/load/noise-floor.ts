import type { NoiseFloor } from "../model/baseline.ts";
import type { Climb } from "../model/climb.ts";
import { itls } from "../model/latency.ts";
import type { Measurement, RungMeasurement } from "../model/measurement.ts";
import type { Metric } from "../model/rule.ts";
import type { Sample } from "../model/sample.ts";
import { quantiles } from "./quantiles.ts";

/** What a rung says, and the requests behind it. */
interface Rung extends RungMeasurement {
  readonly samples: readonly Sample[];
}

const itl = ({ samples }: Rung) => quantiles(itls(samples));

/** What a rung says about a metric, where it is measured per rung. */
const VALUES: Readonly<Partial<Record<Metric, (rung: Rung) => number | undefined>>> = {
  "ttft.p50": ({ ttft }) => ttft.p50,
  "ttft.p95": ({ ttft }) => ttft.p95,
  "ttft.p99": ({ ttft }) => ttft.p99,
  "completion.p50": ({ completion }) => completion.p50,
  "completion.p95": ({ completion }) => completion.p95,
  "completion.p99": ({ completion }) => completion.p99,
  "gap.p50": ({ gap }) => gap.p50,
  "gap.p95": ({ gap }) => gap.p95,
  "gap.p99": ({ gap }) => gap.p99,
  "itl.p50": (rung) => itl(rung).p50,
  "itl.p95": (rung) => itl(rung).p95,
  "itl.p99": (rung) => itl(rung).p99,
  throughput: ({ throughput }) => throughput,
  jobs: ({ jobs }) => jobs,
};

/** A climb of the same release as the others. */
export interface NoiseRun {
  readonly run: string;
  readonly climb: Climb;
  readonly measurement: Measurement;
}

/**
 * How much runs differ that should not: of each metric the standard deviation of its logarithm over the runs, at every rung
 * that all of them climbed, and of those the root of the mean square. Two runs or more; the run is the unit, since requests of
 * one run share its luck (a restart, the temperature of the room).
 */
export function noiseFloor(runs: readonly NoiseRun[]): NoiseFloor {
  const seen = runs.map(rungsOf);
  const shared = [...(seen[0]?.keys() ?? [])].filter((rung) => seen.every((one) => one.has(rung)));
  const spread = Object.entries(VALUES).flatMap(([metric, of]) => {
    const variances = shared.flatMap((rung) =>
      variance(
        logs(
          seen.map((one) => one.get(rung)),
          of,
        ),
      ),
    );
    if (variances.length === 0) return [];
    return [[metric, Math.sqrt(variances.reduce((sum, one) => sum + one, 0) / variances.length)]];
  });
  return { runs: runs.map(({ run }) => run), spread: Object.fromEntries(spread) };
}

const rungsOf = ({ climb: { samples }, measurement }: NoiseRun): ReadonlyMap<number, Rung> =>
  new Map(
    measurement.rungs.map((one) => [
      one.rung,
      { ...one, samples: samples.filter(({ rung }) => rung === one.rung) },
    ]),
  );

function logs(
  rungs: readonly (Rung | undefined)[],
  of: (rung: Rung) => number | undefined,
): readonly number[] {
  const values = rungs.map((rung) => rung && of(rung));
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
