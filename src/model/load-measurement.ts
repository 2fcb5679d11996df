import type { Span } from "./steady.ts";
import type { LoadLane } from "./workload.ts";

/** Exact nearest-rank percentiles in ms; `undefined` where no successful sample exists. Failures count as +infinity. */
export interface Quantiles {
  readonly p50?: number;
  readonly p95?: number;
  readonly p99?: number;
}

/** The summary of the requests of a rung, or of those of one lane. */
export interface LoadMeasurement {
  readonly requests: number;
  readonly errors: number;
  readonly ttft: Quantiles;
  readonly completion: Quantiles;
  /** Largest gap between two chunks of a request. */
  readonly gap: Quantiles;
  /** When all streams of the rung were busy: one span for each lap. Absent, with the rates, where they never were, or no longer than one request. */
  readonly steady?: readonly Span[];
  /** Output tokens per second over the steady part. */
  readonly throughput?: number;
  /** Whole answers per hour over the steady part. */
  readonly jobs?: number;
  /** Too few requests ended within the steady part: its rates are a hint only. */
  readonly rough?: true;
  /** Wall time, ms, from the first request to the end of the last, without the rests between. */
  readonly elapsed: number;
}

/** What the requests of one lane saw at a rung. */
export interface LaneMeasurement extends LoadMeasurement {
  readonly lane: LoadLane;
}

/** The lanes of a rung where there are several; one alone is the rung itself. */
export const lanesApart = ({
  lanes = [],
}: {
  readonly lanes?: readonly LaneMeasurement[];
}): readonly LaneMeasurement[] => (lanes.length > 1 ? lanes : []);
