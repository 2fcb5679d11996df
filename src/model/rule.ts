import type { LoadLane } from "./workload.ts";

/**
 * What a rule may ask about. Latencies in ms, sizes in bytes, `throughput` in tokens per second, `jobs` in answers per hour. `gap` is the largest pause
 * between two chunks of an answer, `itl` (inter-token latency) the mean time between two of its tokens. `swap.outs` is what was
 * written to swap during the climb, whether or not it lies there still; `log.errors` what the engine's own log tells of.
 */
export const METRICS = [
  "ttft.p50",
  "ttft.p95",
  "ttft.p99",
  "completion.p50",
  "completion.p95",
  "completion.p99",
  "gap.p50",
  "gap.p95",
  "gap.p99",
  "itl.p50",
  "itl.p95",
  "itl.p99",
  "throughput",
  "jobs",
  "errors",
  "rss.peak",
  "footprint.peak",
  "swap.growth",
  "swap.outs",
  "gpu.resets",
  "log.errors",
  "pressure",
  "thermal",
] as const;
export type Metric = (typeof METRICS)[number];

export const COMPARISONS = ["<=", "<", "==", ">=", ">"] as const;
export type Comparison = (typeof COMPARISONS)[number];

/** What a multiple counts from: the enrolled baseline where there is one and else rung 1, or one of them only. */
export type Base = "baseline" | "enrolled" | "rung1";

/**
 * The right-hand side of a rule. `baseline` is a multiple of rung 1 of the enrolled baseline, or else of this climb;
 * with `of: "rung1"` always of this climb, with `of: "enrolled"` of the same rung of the enrolled baseline. `plan` is a
 * multiple of the memory that was planned for the engine.
 */
export type Limit =
  | { readonly kind: "absolute"; readonly value: number }
  | { readonly kind: "baseline"; readonly factor: number; readonly of?: Exclude<Base, "baseline"> }
  | { readonly kind: "plan"; readonly factor: number };

/** `ttft.p95 <= 3 x baseline at 4 for 10m`, parsed. */
export interface Rule {
  /** As written in the inventory. */
  readonly text: string;
  readonly metric: Metric;
  /** The lane of the workload whose requests it speaks of; absent: all requests. */
  readonly lane?: LoadLane;
  readonly comparison: Comparison;
  readonly limit: Limit;
  /** The rung it speaks of; absent: every rung, or the whole climb for signals and errors. */
  readonly rung?: number;
  /** How long the rung is held, ms, unless the answer is clear before. */
  readonly hold?: number;
  /** It is told and does not decide over the verdict; a rule without it is primary. */
  readonly watched?: true;
}

/** What a rule allows: the value in the unit of its metric, at one rung or at all it looked at. */
export interface RuleLimit {
  readonly rung?: number;
  readonly value: number;
}
