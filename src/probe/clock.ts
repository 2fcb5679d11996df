/** Milliseconds since the climb began, to the microsecond. */
export type Clock = () => number;

/** The monotonic clock that all threads share; `origin` is `process.hrtime.bigint()` when the climb began. */
export const clockSince = (origin: bigint): Clock => {
  return () => Number((process.hrtime.bigint() - origin) / 1000n) / 1000;
};
