import type { Api } from "./api.ts";

/** Who sends a request: a class with prompts and answers of its own. */
export const LOAD_LANES = ["uniform", "interactive", "batch", "agents", "embed"] as const;
export type LoadLane = (typeof LOAD_LANES)[number];

/** What a climb may send: one class alone, or all of them at once. */
export const WORKLOADS = [...LOAD_LANES, "mixed"] as const;
export type WorkloadName = (typeof WORKLOADS)[number];

/** Length of one request. */
export interface Size {
  readonly promptTokens: number;
  /** The most tokens of the answer; 0 where the answer is a vector. */
  readonly outputTokens: number;
}

/** One class of requests within a workload. */
export interface LaneLoad {
  readonly lane: LoadLane;
  /** Streams that it has in every round of streams. */
  readonly streams: number;
  readonly api: Api;
  /** Taken in turn, so that every rung holds the same mixture. */
  readonly sizes: readonly Size[];
  /** The lane of the proxy in which it asks; absent: that of the ladder. */
  readonly proxyLane?: string;
}

/** What a climb sends. */
export interface Workload {
  readonly name: WorkloadName;
  /** The first is that of the first stream: rung 1 is one of its kind alone. */
  readonly lanes: readonly LaneLoad[];
  /**
   * Requests per minute for each stream of the rung, at random times (Poisson); absent: a closed loop, in which a stream
   * sends when its last answer has ended.
   */
  readonly perMinute?: number;
}

/** A lane at a rung. */
export interface LaneStreams {
  readonly load: LaneLoad;
  readonly streams: number;
}

/** The lane of each stream in one round; a rung of more streams begins the round again. */
export const roundOf = ({ lanes }: Pick<Workload, "lanes">): readonly LaneLoad[] =>
  lanes.flatMap((load) => Array.from({ length: load.streams }, () => load));

/** The lanes that have a stream at a rung, in the order of the workload, with how many. */
export function lanesAt(workload: Pick<Workload, "lanes">, rung: number): readonly LaneStreams[] {
  const round = roundOf(workload);
  const seats = Array.from({ length: rung }, (_, position) => round[position % round.length]);
  return workload.lanes.flatMap((load) => {
    const streams = seats.filter((seat) => seat === load).length;
    return streams === 0 ? [] : [{ load, streams }];
  });
}

/** The longest prompt and the longest answer that a workload holds. */
export function largestOf({ lanes }: Pick<Workload, "lanes">): Size {
  const sizes = lanes.flatMap((load) => load.sizes);
  return {
    promptTokens: Math.max(...sizes.map(({ promptTokens }) => promptTokens)),
    outputTokens: Math.max(...sizes.map(({ outputTokens }) => outputTokens)),
  };
}
