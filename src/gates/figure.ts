import type { Metric } from "../model/gate.ts";
import { LIGHT, PRESSURE_LEVELS, THERMAL_LEVELS } from "../model/levels.ts";
import { formatDuration, formatSize } from "../model/units.ts";

/** A value of a metric as people read it: `12.3 ms`, `2.0 GiB`, `warning`, `41.2 tok/s`, `3`. */
export function figure(metric: Metric, value: number): string {
  if (isLatency(metric)) return value < 100 ? `${value.toFixed(1)} ms` : formatDuration(value);
  if (isSize(metric)) return formatSize(value);
  if (metric === "throughput") return `${value.toFixed(1)} tok/s`;
  if (metric === "jobs") return `${value.toFixed(1)} jobs/h`;
  if (metric === "pressure") return PRESSURE_LEVELS[value] ?? `level ${value}`;
  if (metric === "thermal") return value === LIGHT ? "light" : (THERMAL_LEVELS[value] ?? `level ${value}`);
  return String(value);
}

/** True for metrics in ms that are percentiles over requests. */
export const isLatency = (metric: Metric): boolean => /^(?:ttft|completion|gap|itl)\./.test(metric);

const isSize = (metric: Metric): boolean => /^(?:rss|footprint|swap)\./.test(metric);
