import { LIGHT, PRESSURE_LEVELS, THERMAL_LEVELS } from "../model/levels.ts";
import type { Metric } from "../model/rule.ts";
import { parseDuration, parseSize } from "../model/units.ts";

/** What a metric counts in, and so which values a rule about it may name. */
export type Quantity =
  | {
      readonly kind: "scale";
      readonly units: readonly string[];
      /** A value to show in messages. */
      readonly sample: string;
      readonly read: (number: string, unit: string) => number;
    }
  | { readonly kind: "count" }
  | { readonly kind: "level"; readonly levels: Readonly<Record<string, number>> };

const ranks = (names: Readonly<Record<number, string>>): Readonly<Record<string, number>> =>
  Object.fromEntries(Object.entries(names).map(([rank, name]) => [name, Number(rank)]));

const time: Quantity = {
  kind: "scale",
  units: ["ms", "s", "m", "h"],
  sample: "500 ms",
  read: (number, unit) => parseDuration(number + unit) ?? Number.NaN,
};

const size: Quantity = {
  kind: "scale",
  units: ["B", "KiB", "MiB", "GiB", "TiB"],
  sample: "2 GiB",
  read: (number, unit) => parseSize(number + unit) ?? Number.NaN,
};

const OWN: Partial<Record<Metric, Quantity>> = {
  throughput: { kind: "scale", units: ["tok/s"], sample: "40 tok/s", read: Number },
  jobs: { kind: "scale", units: ["jobs/h"], sample: "400 jobs/h", read: Number },
  errors: { kind: "count" },
  pressure: { kind: "level", levels: ranks(PRESSURE_LEVELS) },
  "gpu.resets": { kind: "count" },
  "log.errors": { kind: "count" },
  thermal: { kind: "level", levels: { nominal: 0, light: LIGHT, ...ranks(THERMAL_LEVELS) } },
};

const isLatency = (metric: Metric): boolean => /^(ttft|completion|gap|itl)\./.test(metric);

/** The quantity a metric is measured in. */
export const quantityOf = (metric: Metric): Quantity => OWN[metric] ?? (isLatency(metric) ? time : size);

/** Metrics measured once per rung; the others are signals over the whole climb and know no rung and no baseline. */
export const isPerRung = (metric: Metric): boolean =>
  isLatency(metric) || metric === "throughput" || metric === "jobs" || metric === "errors";

/** Metrics for which a multiple of rung 1 says something. */
export const hasBaseline = (metric: Metric): boolean => isPerRung(metric) && metric !== "errors";

/** Metrics that may be asked for over a span of time: the percentiles. */
export const isHeld = isLatency;

/** Metrics that the memory plan speaks of. */
export const hasPlan = (metric: Metric): boolean => metric === "footprint.peak" || metric === "rss.peak";
