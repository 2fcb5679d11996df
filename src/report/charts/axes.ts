import type { ScaleOptions } from "@observablehq/plot";

/** Ticks in ms below two seconds, in seconds above, so that labels stay short. */
export const latencyTicks = (most: number): ((value: number) => string) =>
  most < 2000 ? (value) => `${Math.round(value)} ms` : (value) => `${Number((value / 1000).toFixed(2))} s`;

/** Ticks of a logarithmic axis: 1, 2 and 5 in each decade, which never crowd. */
export const decadeTicks = ([least, most]: readonly [number, number]): readonly number[] =>
  [1, 10, 100, 1000, 10_000, 100_000]
    .flatMap((decade) => [decade, 2 * decade, 5 * decade])
    .filter((tick) => tick >= least && tick <= most);

/** A y axis that begins at zero: a latency axis that does not exaggerates. */
export const fromZero = (most: number, tickFormat: (value: number) => string): ScaleOptions => ({
  domain: [0, most],
  ticks: 5,
  grid: true,
  label: null,
  tickFormat,
  tickSize: 0,
});

/** Rungs side by side at equal distance, whatever their numbers. */
export const rungAxis = (rungs: readonly number[]): ScaleOptions => ({
  domain: [-0.4, rungs.length - 0.6],
  ticks: rungs.map((_, index) => index),
  tickFormat: (index: number) => String(rungs[index] ?? ""),
  tickSize: 0,
  label: "streams at once",
  labelAnchor: "center",
  labelArrow: "none",
});

/** Moves labels apart until each has its room; keeps their order. Values and `room` in units of the axis. */
export function apart(values: readonly number[], room: number): readonly number[] {
  const order = values.map((value, index) => ({ value, index })).sort((a, b) => a.value - b.value);
  const placed: number[] = [];
  let floor = Number.NEGATIVE_INFINITY;
  for (const { value, index } of order) {
    floor = Math.max(value, floor + room);
    placed[index] = floor;
  }
  return placed;
}
