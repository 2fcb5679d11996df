import { build, encodeIntoCompressedBase64 } from "hdr-histogram-js";
import type { Climb } from "../model/climb.ts";
import { completion, ttft } from "../model/latency.ts";
import type { Sample } from "../model/sample.ts";

/** Values are whole microseconds up to a day, exact to 3 digits: what a reader may do with them is settled by that. */
const RANGE = {
  lowestDiscernibleValue: 1,
  highestTrackableValue: 86_400_000_000,
  numberOfSignificantValueDigits: 3,
} as const;

const HEAD = `#[Histogram log format version 1.3]
#[Latencies of requests that succeeded, in microseconds. A histogram cannot hold a request that failed: those are counted below.]
`;

const LEGEND = '"StartTimestamp","Interval_Length","Interval_Max","Interval_Compressed_Histogram"\n';

/** The distributions of one rung that a log keeps. */
const KINDS: readonly (readonly [string, (sample: Sample) => number])[] = [
  ["ttft", ttft],
  ["completion", completion],
];

/**
 * All climbs of a run as one HdrHistogram log (format 1.3, V2 encoding): a line for each host, kind and rung, tagged
 * `mac-01/ttft/4`. Any HdrHistogram reader takes it, and lines of equal kind can be added up.
 */
export const histogramLog = (climbs: readonly Climb[]): string =>
  HEAD + climbs.map(failures).join("") + LEGEND + climbs.flatMap(lines).join("");

/** A tag ends at the first comma, and a line at its end. */
const tagOf = (...words: readonly (string | number)[]): string => words.join("/").replace(/[,\s]/g, "_");

const failures = (climb: Climb): string =>
  climb.contract.rungs
    .map((rung) => {
      const own = climb.samples.filter((sample) => sample.rung === rung);
      const failed = own.filter(({ outcome }) => outcome !== "ok").length;
      return `#[Failed ${tagOf(climb.host, rung)}: ${failed} of ${own.length} requests]\n`;
    })
    .join("");

const lines = (climb: Climb): readonly string[] =>
  KINDS.flatMap(([kind, read]) => climb.contract.rungs.map((rung) => line(climb, { kind, read, rung })));

interface Series {
  readonly kind: string;
  readonly read: (sample: Sample) => number;
  readonly rung: number;
}

function line(climb: Climb, { kind, read, rung }: Series): string {
  const own = climb.samples.filter((sample) => sample.rung === rung);
  const values = own.map(read).filter(Number.isFinite);
  if (values.length === 0) return "";
  const histogram = build(RANGE);
  for (const value of values) histogram.recordValue(Math.max(1, Math.round(value * 1000)));
  const began = own.reduce((least, { sent }) => Math.min(least, sent), Infinity);
  const ended = own.reduce((most, { end }) => Math.max(most, end), 0);
  const start = Date.parse(climb.startedAt) / 1000 + began / 1000;
  const times = [start, (ended - began) / 1000, histogram.maxValue / 1_000_000].map((time) =>
    time.toFixed(3),
  );
  return `Tag=${tagOf(climb.host, kind, rung)},${times.join(",")},${encodeIntoCompressedBase64(histogram)}\n`;
}
