import type { Quantiles } from "../model/load-measurement.ts";
import { quantile, type Sorted, sorted } from "../statistics/quantile.ts";

/** The three percentiles of a report. One that falls on a failed request is left out: JSON has no infinity. */
export function quantiles(values: readonly number[]): Quantiles {
  const ranked = sorted(values);
  return { ...finite("p50", ranked, 0.5), ...finite("p95", ranked, 0.95), ...finite("p99", ranked, 0.99) };
}

function finite(name: keyof Quantiles, ranked: Sorted, q: number): Quantiles {
  const value = quantile(ranked, q);
  return value !== undefined && Number.isFinite(value) ? { [name]: value } : {};
}
