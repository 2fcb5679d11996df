import { completion, ttft } from "../model/latency.ts";
import type { Climb, Sample } from "../model/sample.ts";
import { LEVEL } from "../statistics/interval.ts";
import { quantileEstimate } from "../statistics/quantile-estimate.ts";
import { ratioEstimate } from "../statistics/ratio-estimate.ts";

/** So much may the median of one stream move between the beginning and the end of a climb. */
const DRIFT = 1.25;

/** Too few answers to tell two medians apart. */
const LEAST = 10;

/** A median of one stream that is not what it was. */
export interface Drift {
  /** What it was at the end, of what it was at the start. */
  readonly factor: number;
  /** As a sentence without its end. */
  readonly text: string;
}

/**
 * Why rung 1 at the end is not what it was at the start, so that it is no scale for what was climbed between; empty when it
 * is, or when nobody returned to it. It has drifted when the median must have moved by more than a quarter.
 */
export const drift = (climb: Climb): readonly string[] => drifts(climb).map(({ text }) => text);

/** The same with its factors. */
export function drifts({ samples, returned = [] }: Climb): readonly Drift[] {
  const first = samples.filter(({ rung }) => rung === 1);
  return [moved("TTFT", [first, returned], ttft), moved("completion", [first, returned], completion)].flat();
}

function moved(
  noun: string,
  [first, last]: readonly [readonly Sample[], readonly Sample[]],
  of: (sample: Sample) => number,
): readonly Drift[] {
  if (Math.min(first.length, last.length) < LEAST) return [];
  const before = quantileEstimate(first.map(of), 0.5);
  const after = quantileEstimate(last.map(of), 0.5);
  if (!before || !after || !(before.point > 0) || before.point === Infinity) return [];
  const { point: factor, low, high } = ratioEstimate(after, before).at(LEVEL);
  if (low <= DRIFT && high >= 1 / DRIFT) return [];
  const text = `one stream drifted during the climb: at its end the median ${noun} was ${factor.toFixed(2)} times that at its start`;
  return [{ factor, text }];
}
