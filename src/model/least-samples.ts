/** A percentile that rules may ask for. */
export type Percentile = "p50" | "p95" | "p99";

/**
 * The fewest requests behind which a percentile may stand.
 *
 * The upper end of a two-sided 95 % order-statistic interval for the quantile q is finite only when
 *
 *     q^n <= 0.025    that is    n >= ln 0.025 / ln q
 *
 * which gives 6, 72 and 368 (Hahn and Meeker, Statistical Intervals, 5.2). Below that number the sample says nothing
 * about the tail: a p99 of 80 requests is only the slowest of them. For p50 the floor is ten, so that one odd request
 * cannot be the median.
 */
export const LEAST_SAMPLES: Readonly<Record<Percentile, number>> = { p50: 10, p95: 72, p99: 368 };
