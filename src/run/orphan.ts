import { EXIT } from "../model/failure.ts";

/** How often a program looks whether the one that started it still runs, milliseconds. */
const LOOK_AGAIN = 1000;

/**
 * Ends this program when the one that started it is gone: nobody hears it any more, and the next run must find the host
 * free. What it began on a host ends with its connection. Returns what stops the looking.
 */
export function endWithParent(): () => void {
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid !== parent) process.exit(EXIT.error);
  }, LOOK_AGAIN);
  timer.unref();
  return () => clearInterval(timer);
}
