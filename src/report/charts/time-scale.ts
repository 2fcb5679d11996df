import type { ScaleOptions } from "@observablehq/plot";
import type { Climb } from "../../model/climb.ts";

/** One width and one pair of margins, so that everything over time lies on one axis. */
export const WIDE = { width: 1060, marginLeft: 76, marginRight: 16 } as const;

/** Seconds since the climb began; ticks only on the lowest chart. */
export function timeScale(climb: Climb, ticks: boolean): ScaleOptions {
  const last =
    Math.max(1, ...climb.samples.map(({ end }) => end), ...climb.signals.map(({ at }) => at)) / 1000;
  const tickFormat = (value: number): string => `${value} s`;
  return { domain: [0, last], label: null, tickSize: 0, tickFormat, axis: ticks ? "bottom" : null };
}
