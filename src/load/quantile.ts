import type { Brand } from "../model/brand.ts";
import type { Quantiles } from "../model/gate.ts";

/** Numbers in ascending order, without NaN; a failed request is `Infinity` and stands last. */
export type Sorted = Brand<readonly number[], "Sorted">;

/** The values in ascending order. Throws `RangeError` when one of them is NaN. */
export function sorted(values: readonly number[]): Sorted {
  if (values.some(Number.isNaN)) throw new RangeError("NaN cannot be ranked");
  return [...values].sort((a, b) => a - b) as readonly number[] as Sorted;
}

/**
 * The exact nearest-rank quantile: the smallest value that at least the share `q` of all values does not exceed.
 * `Infinity` when that rank is a failed request, `undefined` when there are no values.
 */
export function quantile(values: Sorted, q: number): number | undefined {
  // 0.95 x 80 must be rank 76, though 0.95 is a little more than 19/20 in binary.
  const rank = Math.max(1, Math.ceil(q * values.length - 1e-9));
  return values[rank - 1];
}

/** The three percentiles of a report. One that falls on a failed request is left out: JSON has no infinity. */
export function quantiles(values: readonly number[]): Quantiles {
  const ranked = sorted(values);
  return { ...finite("p50", ranked, 0.5), ...finite("p95", ranked, 0.95), ...finite("p99", ranked, 0.99) };
}

function finite(name: keyof Quantiles, ranked: Sorted, q: number): Quantiles {
  const value = quantile(ranked, q);
  return value !== undefined && Number.isFinite(value) ? { [name]: value } : {};
}
