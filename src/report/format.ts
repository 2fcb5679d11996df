import { LEAST_SAMPLES, type Percentile } from "../model/least-samples.ts";
import type { LoadMeasurement } from "../model/load-measurement.ts";
import { formatDuration } from "../model/units.ts";

/** What stands where a number is missing. */
const NONE = "–";

/** A latency in ms for people. JSON turns the infinity of failed requests into null, so both read as nothing. */
export const latency = (value: number | null | undefined): string =>
  value === null || value === undefined || !Number.isFinite(value) ? NONE : formatDuration(value);

/** One percentile of a rung or a lane; `~` where fewer requests stand behind it than it needs, and it is a hint only. */
export function percentileOf(
  one: LoadMeasurement,
  family: "ttft" | "completion" | "gap",
  name: Percentile,
): string {
  return hinted(one[family][name], name, one.requests);
}

/** A percentile of so many values, ms. */
export const hinted = (value: number | undefined, name: Percentile, count: number): string =>
  `${value !== undefined && count < LEAST_SAMPLES[name] ? "~" : ""}${latency(value)}`;

/** What `~` means. */
export const HINT = `~ of fewer requests than it needs (p95 ${LEAST_SAMPLES.p95}, p99 ${LEAST_SAMPLES.p99}, output 4 for each stream): a hint only`;

/** Text of a host on one line: without the control characters that would move a terminal's cursor. */
export const oneLine = (text: string): string => text.replace(/[\p{Cc}\s]+/gu, " ");

/** Tokens per second. */
export const rate = (value: number): string => `${value.toFixed(value < 100 ? 1 : 0)} tok/s`;

/** The output of a rung or a lane per second; `~` where its steady part is too short. */
export const output = ({ throughput, rough }: LoadMeasurement): string =>
  throughput === undefined ? NONE : `${rough ? "~" : ""}${rate(throughput)}`;

/** Its answers per hour. */
export const answers = ({ jobs, rough }: LoadMeasurement): string =>
  jobs === undefined ? NONE : `${rough ? "~" : ""}${Math.round(jobs)}/h`;

/** `2026-11-20 22:10 UTC` for an ISO time; other text as it is. */
export function instant(iso: string): string {
  const time = new Date(iso);
  return Number.isNaN(time.getTime()) ? iso : `${time.toISOString().slice(0, 16).replace("T", " ")} UTC`;
}

/** The time between two ISO times. */
export const between = (from: string, to: string): string => latency(Date.parse(to) - Date.parse(from));

/** A line of text as a sentence of its own. */
export const sentence = (line: string): string => `${line.slice(0, 1).toUpperCase()}${line.slice(1)}.`;
