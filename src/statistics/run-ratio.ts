import { studentQuantile } from "./distributions.ts";
import type { Estimate } from "./interval.ts";

interface Group {
  readonly count: number;
  readonly mean: number;
  /** Of the values; `undefined` for a single one. */
  readonly variance: number | undefined;
}

/**
 * The ratio of what two groups of runs measured, with the run as the unit: requests of one run share its luck (a restart, the heat of
 * the room), so that tests on pooled requests cry difference where there is none. It is Welch's t test (1947) on the logarithms.
 * A group of one run borrows the spread of the other. `undefined` where both have one run, or a value is not above zero.
 */
export function runRatio(over: readonly number[], under: readonly number[]): Estimate | undefined {
  if (![...over, ...under].every((value) => value > 0 && Number.isFinite(value))) return undefined;
  const [a, b] = [group(over), group(under)];
  const [ours, theirs] = [a.variance ?? b.variance, b.variance ?? a.variance];
  if (ours === undefined || theirs === undefined) return undefined;
  const parts = [
    { share: ours / a.count, freedom: (a.variance === undefined ? b.count : a.count) - 1 },
    { share: theirs / b.count, freedom: (b.variance === undefined ? a.count : b.count) - 1 },
  ];
  const error = Math.sqrt(parts.reduce((sum, { share }) => sum + share, 0));
  const point = Math.exp(a.mean - b.mean);
  const freedom = isBorrowed(a, b) ? Math.max(a.count, b.count) - 1 : welch(parts);
  const at = (level: number) => {
    const factor = error === 0 ? 1 : Math.exp(studentQuantile(1 - level, freedom) * error);
    return { point, low: point / factor, high: point * factor };
  };
  return { point, effective: Math.min(a.count, b.count), at };
}

function group(values: readonly number[]): Group {
  const logs = values.map(Math.log);
  const mean = logs.reduce((sum, one) => sum + one, 0) / logs.length;
  const squares = logs.reduce((sum, one) => sum + (one - mean) ** 2, 0);
  return { count: logs.length, mean, variance: logs.length < 2 ? undefined : squares / (logs.length - 1) };
}

const isBorrowed = (a: Group, b: Group): boolean => a.variance === undefined || b.variance === undefined;

/** The degrees of freedom by Satterthwaite. */
function welch(parts: readonly { readonly share: number; readonly freedom: number }[]): number {
  const sum = parts.reduce((all, { share }) => all + share, 0);
  const rest = parts.reduce((all, { share, freedom }) => all + share ** 2 / freedom, 0);
  return rest === 0 ? 1 : Math.max(1, sum ** 2 / rest);
}
