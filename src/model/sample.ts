import type { CarriedBaseline } from "./baseline.ts";
import type { ClientContract } from "./contract.ts";
import type { Signal } from "./signal.ts";
import type { LoadLane } from "./workload.ts";

/** One request as the probe saw it. All times are milliseconds since the climb began (monotonic). */
export interface Sample {
  readonly host: string;
  /** Concurrent streams of the rung. */
  readonly rung: number;
  /** 0, 1, 2 ... within the rung. */
  readonly index: number;
  /** When it should have been sent, in an open loop; absent in a closed one, which sends when the last answer has ended. */
  readonly planned?: number;
  readonly sent: number;
  /** The last byte of the request was with the operating system; opening a connection lies before it. */
  readonly flushed?: number;
  /** The first byte of the answer, its headers. */
  readonly firstByte?: number;
  /** First non-empty content, reasoning or tool call; absent when none came. */
  readonly firstToken?: number;
  readonly lastToken?: number;
  readonly end: number;
  /** Content chunks received. */
  readonly chunks: number;
  /** Largest and mean gap between two content chunks, ms; absent below two chunks. */
  readonly gapMax?: number;
  readonly gapMean?: number;
  /** `usage` of the final chunk; absent when the server sent none. */
  readonly promptTokens?: number;
  readonly outputTokens?: number;
  /** Prompt tokens that the server remembered from another prompt; absent where it does not say. */
  readonly cachedTokens?: number;
  /** What the server says of the same answer: its time to first token, ms, and its tokens per second. */
  readonly serverTtft?: number;
  readonly serverRate?: number;
  /** How often it was sent anew, because the server had closed the idle connection; absent when it never was. */
  readonly resent?: number;
  readonly outcome: Outcome;
  /** HTTP status, 0 when there was none. */
  readonly status: number;
  /** Short reason when the outcome is not `ok`. */
  readonly error: string;
  /** 2 when it was sent after the return to rung 1; absent on the way up. */
  readonly lap?: number;
  /** Whose request it is, in a workload of lanes. */
  readonly lane?: LoadLane;
  /** `X-Request-ID` of the answer: what the proxy's log calls the request; absent where no proxy is. */
  readonly id?: string;
}

export const OUTCOMES = ["ok", "http-error", "cut-short", "timeout", "refused"] as const;
/** `cut-short`: the answer broke off, told of a fault, or had no proper end. Only `ok` counts as a success. */
export type Outcome = (typeof OUTCOMES)[number];

/** True for a request without a whole answer. */
export const isFailed = ({ outcome }: Pick<Sample, "outcome">): boolean => outcome !== "ok";

/** When each chunk of one answer came: a line of `chunks.csv`. */
export interface ChunkTimes {
  readonly rung: number;
  readonly index: number;
  readonly lap?: number;
  /** Microseconds from `sent` to the first chunk, from that to the second, and so on. */
  readonly steps: readonly number[];
}

/** Everything one climb on one host brought home; the only input of a verdict. */
export interface Climb {
  readonly host: string;
  /** sha256 of the ladder script that ran. */
  readonly revision: string;
  readonly contract: ClientContract;
  readonly startedAt: string;
  readonly samples: readonly Sample[];
  readonly signals: readonly Signal[];
  /** Per rung: what the probe says about itself. */
  readonly doubts: readonly RungDoubt[];
  /** What was sent after the return to rung 1, at the end. */
  readonly returned?: readonly Sample[];
  /** The rules that decided how far and how long it climbed, as written. */
  readonly rules?: readonly string[];
  readonly decisions?: readonly Decision[];
  /** The baseline that its rules were held against, where one is enrolled. */
  readonly baseline?: CarriedBaseline;
  /** Bytes that were planned for the engine with its models. */
  readonly plannedMemory?: number;
  /** The probe heard a canary beside every rung; where it is silent, it is not to be believed. */
  readonly canary?: true;
}

/** What was decided when so many requests of a rung had ended, and why; recomputed from the samples by whoever doubts it. */
export interface Decision {
  readonly rung: number;
  readonly lap?: number;
  /** Requests of this rung that had ended. */
  readonly requests: number;
  /** `more`: the rung goes on. `next`: it has ended. `stop`: it has, and none above it is climbed. */
  readonly kind: "more" | "next" | "stop";
  readonly why: string;
}

/** The instrument's own condition during a rung. */
export interface RungDoubt {
  readonly rung: number;
  /** 2 for the return to rung 1. */
  readonly lap?: number;
  /** Event-loop delay p99 in ms, timer resolution taken off. */
  readonly loopDelayP99: number;
  /** Mean streams in flight by Little's law (throughput x mean latency); should be near the rung. */
  readonly inFlight: number;
  /** What the server said of itself when the rung was over: version, digest of the model, slots. */
  readonly served?: Readonly<Record<string, string>>;
}
