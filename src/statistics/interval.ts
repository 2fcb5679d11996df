/** A number that was estimated, and the ends between which the truth lies; `Infinity` where there is no end. */
export interface Interval {
  readonly point: number;
  readonly low: number;
  readonly high: number;
}

/**
 * An estimate that gives its interval at any level: the chance, on each of its two sides, that the truth lies beyond
 * that end.
 */
export interface Estimate {
  readonly point: number;
  /** How many independent values stand behind it. */
  readonly effective: number;
  readonly at: (level: number) => Interval;
}

/** Each side of an interval of 95 %. */
export const LEVEL = 0.025;
