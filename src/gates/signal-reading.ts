import type { Climb } from "../model/climb.ts";
import type { Measurement } from "../model/measurement.ts";
import type { Metric } from "../model/rule.ts";
import type { Signal } from "../model/signal.ts";
import { counted, type Measured, type Place, type Reading, unknown, where } from "./held.ts";

/** Metrics that come from the operating system, not from requests. */
export type SignalMetric = Extract<
  Metric,
  | "rss.peak"
  | "footprint.peak"
  | "swap.growth"
  | "swap.outs"
  | "gpu.resets"
  | "log.errors"
  | "pressure"
  | "thermal"
>;
type SignalName = Exclude<keyof Signal, "host" | "at" | "rung" | "lap" | "coTenantNames">;

const SOURCES: Readonly<
  Record<SignalMetric, { readonly signal: SignalName; readonly peak: keyof Measurement }>
> = {
  "rss.peak": { signal: "rss", peak: "rssPeak" },
  "footprint.peak": { signal: "footprint", peak: "footprintPeak" },
  "swap.growth": { signal: "swapUsed", peak: "swapGrowth" },
  "swap.outs": { signal: "swapOuts", peak: "swapOuts" },
  "gpu.resets": { signal: "gpuResets", peak: "gpuResets" },
  "log.errors": { signal: "logErrors", peak: "logErrors" },
  pressure: { signal: "pressure", peak: "pressureWorst" },
  thermal: { signal: "thermal", peak: "thermalWorst" },
};

/** Metrics that are counted from the first reading of the climb. */
const GROWTHS: readonly SignalMetric[] = ["swap.growth", "swap.outs", "gpu.resets", "log.errors"];

/** True for metrics that come from the operating system. */
export const isSignal = (metric: Metric): metric is SignalMetric => Object.hasOwn(SOURCES, metric);

/** The peak or growth of a signal: over the whole climb, or at one rung (growth: since the climb began). */
export function signalReading(held: Measured, metric: SignalMetric, place: Place): Reading {
  const { signal, peak } = SOURCES[metric];
  const readings = rises(metric, readingsOf(held.climb, signal));
  const here = readings.filter((reading) => place === "climb" || isAt(reading, place));
  const behind = `${counted(here.length, "reading")} ${where(place)}`;
  const value = place === "climb" ? held.measurement[peak] : highest(here);
  if (typeof value !== "number") return unknown(`${signal} was not read ${where(place)}`, behind);
  return { kind: "value", value, behind };
}

/**
 * The longest time in ms that a signal may go unread during a rung. The probe reads every 500 ms and gives one reading
 * up after 5 s: in a longer silence a peak could have come and gone unseen.
 */
const LONGEST_SILENCE_MS = 6000;

/** Why the readings of a signal do not cover a rung; `undefined` when they do. */
export function silence(climb: Climb, metric: SignalMetric, rung: number): string | undefined {
  const { signal } = SOURCES[metric];
  const samples = climb.samples.filter((sample) => sample.rung === rung);
  const ats = readingsOf(climb, signal).flatMap((reading) => (isAt(reading, rung) ? [reading.at] : []));
  if (ats.length === 0) return `${signal} was not read at rung ${rung}`;
  const from = samples.reduce((least, { sent }) => Math.min(least, sent), Infinity);
  const until = samples.reduce((most, { end }) => Math.max(most, end), -Infinity);
  const marks = [from, ...ats.filter((at) => at > from && at < until), until];
  const longest = marks.reduce((most, at, index) => Math.max(most, at - (marks[index - 1] ?? at)), 0);
  return longest > LONGEST_SILENCE_MS
    ? `${signal} went unread for ${Math.round(longest)} ms at rung ${rung}`
    : undefined;
}

interface SignalValue {
  readonly at: number;
  readonly rung: number;
  readonly lap?: number;
  readonly value: number;
}

/** On the way up: what was read after the return to rung 1 belongs to the climb and to no rung. */
const isAt = ({ rung, lap }: SignalValue, place: number): boolean => rung === place && lap === undefined;

const readingsOf = (climb: Climb, name: SignalName): readonly SignalValue[] =>
  climb.signals
    .flatMap((signal) => {
      const value = signal[name];
      const { at, rung, lap } = signal;
      return value === undefined ? [] : [{ at, rung, ...(lap !== undefined && { lap }), value }];
    })
    .sort((a, b) => a.at - b.at);

/** Growth is counted from the first reading of the climb, before any load; that one alone shows no growth. */
function rises(metric: SignalMetric, readings: readonly SignalValue[]): readonly SignalValue[] {
  if (!GROWTHS.includes(metric)) return readings;
  const [first, ...later] = readings;
  return later.map((reading) => ({ ...reading, value: Math.max(0, reading.value - (first?.value ?? 0)) }));
}

const highest = (readings: readonly SignalValue[]): number | undefined =>
  readings.length === 0 ? undefined : readings.reduce((most, { value }) => Math.max(most, value), -Infinity);
