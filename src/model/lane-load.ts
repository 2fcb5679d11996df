/** What a lane of one host holds at this moment. */
export interface LaneLoad {
  readonly lane: string;
  readonly running: number;
  readonly queued: number;
  /** How many may run. */
  readonly streams: number;
}

/** How a request ended, as the proxy saw it. `refused` is the proxy's own answer, `engine-error` one of 400 and above from the engine. */
export type Ending = "served" | "refused" | "engine-error" | "cut" | "client-left";

/** One line of the proxy's log: who and how long, never what. */
export interface LaneRequest {
  /** The request id that the client was given too. */
  readonly id: string;
  /** Empty when the request had no valid key. */
  readonly lane: string;
  readonly ending: Ending;
  /** The code of a refusal. */
  readonly reason?: string;
  /** Milliseconds in the lane's queue; absent when it was refused before. */
  readonly wait?: number;
  /** Milliseconds from the whole request to the first byte of an answer with status 200; the wait is part of it. */
  readonly firstByte?: number;
  /** Bytes of the body / 4 and the tokens asked for; 0 when it was refused before. */
  readonly tokens: number;
}

/** What the proxy of one host says when it is asked. */
export interface ProxySnapshot {
  /** Seconds since it started. */
  readonly uptime: number;
  readonly lanes: readonly LaneLoad[];
  /** The last requests, oldest first. */
  readonly requests: readonly LaneRequest[];
}
