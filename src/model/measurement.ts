import type { LaneMeasurement, LoadMeasurement } from "./load-measurement.ts";

/** The summary of one rung. */
export interface RungMeasurement extends LoadMeasurement {
  readonly rung: number;
  /** The instrument does not believe itself here: the numbers stand, and nothing is concluded from them. */
  readonly void?: true;
  /** In the order of the workload; absent where requests have no lane. */
  readonly lanes?: readonly LaneMeasurement[];
}

/** Where a host bends, in three senses. */
export interface Knees {
  /** Last rung before queueing shows: p95 TTFT above 3 x rung 1 at the next one. */
  readonly onset?: number;
  /** Output grows to at most `streams` times that of one stream, and so many at once get at least half of that; the rung nearest to it. */
  readonly efficiency?: {
    readonly rung: number;
    readonly streams: number;
    /** True when a second law puts it within one rung of there. */
    readonly agreed: boolean;
  };
  /** The rung with the highest throughput, tok/s. */
  readonly ceiling?: { readonly rung: number; readonly throughput: number };
  /** Why a bend could not be looked for; one that is absent without a reason was looked for and is not there. */
  readonly unknown?: {
    readonly onset?: "one-rung" | "no-scale" | "void";
    readonly efficiency?: "few-rungs" | "uneven" | "void";
  };
}

/** The summary of a climb. Signals that were not read are absent, never zero. */
export interface Measurement {
  readonly rungs: readonly RungMeasurement[];
  /** The rung that is recommended: the lower of queue onset and efficiency knee. Absent when neither was reached. */
  readonly knee?: number;
  readonly knees?: Knees;
  readonly rssPeak?: number;
  readonly footprintPeak?: number;
  readonly swapGrowth?: number;
  readonly swapOuts?: number;
  readonly gpuResets?: number;
  readonly logErrors?: number;
  readonly pressureWorst?: number;
  readonly thermalWorst?: number;
}
