/** What one run cost, in seconds. */
export interface Timing {
  readonly wall: number;
  /** User and system time on the controller, of the program and of every program it waited for. */
  readonly cpu: number;
}

/** The middle value, or the mean of the two in the middle. Throws `RangeError` for no values. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.floor((sorted.length - 1) / 2)];
  if (upper === undefined || lower === undefined) throw new RangeError("no values, no median");
  return (lower + upper) / 2;
}

/** Medians of wall and CPU, each by itself. */
export const medianTiming = (runs: readonly Timing[]): Timing => ({
  wall: median(runs.map(({ wall }) => wall)),
  cpu: median(runs.map(({ cpu }) => cpu)),
});

/** `1.31x`, `47x`: how many times `unit` goes into `value`. A dash where there is nothing to divide by. */
export function times(value: number, unit: number): string {
  if (unit === 0) return "-";
  const ratio = value / unit;
  return `${ratio < 10 ? ratio.toFixed(2) : ratio.toFixed(0)}x`;
}
