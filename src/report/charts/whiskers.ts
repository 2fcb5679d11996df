import { type Markish, ruleX, ruleY } from "@observablehq/plot";
import { percentile, ranking } from "../../gates/percentile.ts";
import type { Climb } from "../../model/climb.ts";
import type { Quantiles } from "../../model/load-measurement.ts";
import type { RungMeasurement } from "../../model/measurement.ts";
import type { Metric } from "../../model/rule.ts";
import { LEVEL } from "../../statistics/interval.ts";
import type { Family } from "./limits.ts";

/** Between which values a percentile of a rung lies, at 95 %; ms. */
export interface Whisker {
  readonly x: number;
  readonly low: number;
  /** `Infinity` where the requests give it no upper end. */
  readonly high: number;
}

/** The intervals of one percentile over the rungs; a rung with too few requests for it has none. */
export const whiskers = (
  climb: Climb,
  rungs: readonly RungMeasurement[],
  of: { readonly family: Family; readonly name: keyof Quantiles },
): readonly Whisker[] =>
  rungs.flatMap(({ rung }, x) => {
    const metric = `${of.family}.${of.name}` as Metric;
    const seen = percentile(ranking(climb.samples, metric, rung));
    if (seen === undefined || !Number.isFinite(seen.point)) return [];
    const { low, high } = seen.at(LEVEL);
    return [{ x, low, high }];
  });

/** Half the width of a foot; rungs stand one apart. */
const CAP = 0.06;

/** Upright lines with a foot and a head; one without an upper end runs out of the chart. */
export function whiskerMarks(all: readonly Whisker[], most: number, color: string): readonly Markish[] {
  const drawn = all.map(({ x, low, high }) => ({ x, low: Math.min(low, most), high: Math.min(high, most) }));
  const ends = all.flatMap(({ x, low, high }) => [low, high].filter((y) => y <= most).map((y) => ({ x, y })));
  return [
    ruleX(drawn, { x: "x", y1: "low", y2: "high", stroke: color, strokeWidth: 1.5, strokeOpacity: 0.75 }),
    ruleY(
      ends.map(({ x, y }) => ({ x1: x - CAP, x2: x + CAP, y })),
      { x1: "x1", x2: "x2", y: "y", stroke: color, strokeWidth: 1.5, strokeOpacity: 0.75 },
    ),
  ];
}
