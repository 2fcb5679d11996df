/** Numbers in ascending order, without NaN; a failed request is `Infinity` and stands last. */
export type Sorted = readonly number[] & { readonly sorted: true };

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
