import type { Climb } from "../model/climb.ts";
import { completion, ttft } from "../model/latency.ts";
import type { Sample } from "../model/sample.ts";
import { goneOn, stintsOf, timesUpAgain } from "../model/stint.ts";
import { LEVEL } from "../statistics/interval.ts";
import { quantileEstimate } from "../statistics/quantile-estimate.ts";
import { ratioEstimate } from "../statistics/ratio-estimate.ts";

/** So much may the median of one stream move while nothing but time passes. */
const DRIFT = 1.25;

/** Too few answers to tell two medians apart. */
const LEAST = 10;

/** The rung and lap of what was sent after the return. */
const RETURN = { rung: 1, lap: 2 };

/** A median of one stream that is not what it was. */
export interface Drift {
  /** What it was at the end, of what it was at the start. */
  readonly factor: number;
  /** As a sentence without its end. */
  readonly text: string;
}

/**
 * Why rung 1 is no scale for what was climbed above it; empty when it is. It has drifted when the median must have moved by more than
 * a quarter, between its start and the return to it, or already while it was climbed.
 */
export const drift = (climb: Climb): readonly string[] => drifts(climb).map(({ text }) => text);

/** The same with its factors. */
export function drifts(climb: Climb): readonly Drift[] {
  const first = climb.samples.filter(({ rung }) => rung === 1);
  const returns = returnsOf(climb);
  const all = [
    ...moved("TTFT", [first, returns], ttft),
    ...moved("completion", [first, returns], completion),
  ];
  return [...new Map(all.map((one) => [one.text, one])).values()];
}

/** All that was sent after the return, and alone what was after the last one, where there were several: the others would hide it. */
function returnsOf({ returned = [], decisions }: Climb): readonly (readonly Sample[])[] {
  if (timesUpAgain(decisions) === 0) return [returned];
  return [returned, stintsOf(returned, goneOn(decisions, RETURN)).at(-1) ?? []];
}

type Of = (sample: Sample) => number;

/** Against the return first, since that is told more plainly: a host that slowed early is as slow there as in most of rung 1. */
function moved(
  noun: string,
  [first, returns]: readonly [readonly Sample[], readonly (readonly Sample[])[]],
  of: Of,
): readonly Drift[] {
  for (const returned of returns) {
    const around = factorOf(first, returned, of, LEVEL / returns.length);
    if (around === undefined) continue;
    const [when, since] = ["one stream drifted during the climb: at its end", "at its start"];
    return told(around, { noun, when, since });
  }
  return within(noun, first, of);
}

/** A change shows best where all that came after it lies on one side: soon after the start, in the middle, shortly before the end. */
function within(noun: string, first: readonly Sample[], of: Of): readonly Drift[] {
  const splits = [LEAST, Math.floor(first.length / 2), first.length - LEAST];
  for (const at of splits) {
    const factor = factorOf(first.slice(0, at), first.slice(at), of, LEVEL / splits.length);
    if (factor === undefined) continue;
    const last = first.length - at;
    const when = `one stream drifted within rung 1: in its last ${last} requests`;
    return told(factor, { noun, when, since: `in its first ${at}` });
  }
  return [];
}

interface Moved {
  readonly noun: string;
  readonly when: string;
  readonly since: string;
}

/** A median that falls on a request that failed has no factor to tell. */
const told = (factor: number, { noun, when, since }: Moved): readonly Drift[] => [
  {
    factor,
    text:
      factor === Infinity
        ? `${when} at least half of the requests failed, ${since} fewer`
        : `${when} the median ${noun} was ${factor.toFixed(2)} times that ${since}`,
  },
];

/** How many times the median moved; `undefined` where it need not have moved by more than a quarter. */
function factorOf(
  before: readonly Sample[],
  after: readonly Sample[],
  of: Of,
  level: number,
): number | undefined {
  if (Math.min(before.length, after.length) < LEAST) return undefined;
  const was = quantileEstimate(before.map(of), 0.5);
  const is = quantileEstimate(after.map(of), 0.5);
  if (!was || !is || !(was.point > 0) || was.point === Infinity) return undefined;
  const { point, low, high } = ratioEstimate(is, was).at(level);
  return low > DRIFT || high < 1 / DRIFT ? point : undefined;
}
