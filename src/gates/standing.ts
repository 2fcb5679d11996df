/** Where a climb stands. */
export interface Standing {
  readonly rung: number;
  readonly lap?: number;
  /** Requests of this rung and lap that have ended. */
  readonly requests: number;
}
