import { LIGHT, PRESSURE_LEVELS, THERMAL_LEVELS } from "../model/levels.ts";
import type { Metric } from "../model/rule.ts";
import { formatDuration, formatSize } from "../model/units.ts";

/** A value of a metric as people read it: `12.3 ms`, `2.0 GiB`, `warning`, `41.2 tok/s`, `3`; with `more` digits behind the point. */
export function figure(metric: Metric, value: number, more = 0): string {
  if (isLatency(metric))
    return Number(value.toFixed(1 + more)) < 100
      ? `${value.toFixed(1 + more)} ms`
      : formatDuration(value, more);
  if (isSize(metric)) return more > MOST_DIGITS ? `${value} B` : formatSize(value, more);
  if (metric === "throughput") return `${value.toFixed(1 + more)} tok/s`;
  if (metric === "jobs") return `${value.toFixed(1 + more)} jobs/h`;
  if (metric === "pressure") return PRESSURE_LEVELS[value] ?? `level ${value}`;
  if (metric === "thermal") return value === LIGHT ? "light" : (THERMAL_LEVELS[value] ?? `level ${value}`);
  return String(value);
}

/** Sizes that these do not tell apart are told to the byte. */
const MOST_DIGITS = 3;

/** Times are known to the microsecond, and a rate to no more. */
const ENOUGH = 6;

/** How many digits more tell all of the values from a limit that they are not at: what is shown must not contradict the verdict. */
export function digitsApart(metric: Metric, limit: number, values: readonly number[]): number {
  const others = values.filter((value) => Number.isFinite(value) && value !== limit);
  for (let more = 0; more < ENOUGH; more += 1) {
    const shown = figure(metric, limit, more);
    if (others.every((value) => figure(metric, value, more) !== shown)) return more;
  }
  return ENOUGH;
}

/** True for metrics in ms that are percentiles over requests. */
export const isLatency = (metric: Metric): boolean => /^(?:ttft|completion|gap|itl)\./.test(metric);

const isSize = (metric: Metric): boolean => /^(?:rss|footprint|swap)\./.test(metric);
