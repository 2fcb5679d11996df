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
