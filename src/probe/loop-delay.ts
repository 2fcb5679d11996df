import { monitorEventLoopDelay } from "node:perf_hooks";

/** The monitor's own timer, ms: an idle loop reads a little more than this, so it is taken off. */
const RESOLUTION_MS = 5;

/** Begins to watch this thread's event loop; the returned function ends it and gives the p99 delay in ms. */
export function watchLoop(): () => number {
  const began = performance.now();
  const delays = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delays.enable();
  return () => {
    delays.disable();
    // Without one tick of the monitor the delay is unknown, but it cannot have been longer than the watch.
    if (delays.count === 0) return performance.now() - began;
    return Math.max(0, delays.percentile(99) / 1e6 - RESOLUTION_MS);
  };
}
