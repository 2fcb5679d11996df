import type { Doubt } from "./instrument.ts";
import { middle, readingsAt } from "./readings.ts";

/** By so much the way to a server behind a tunnel may become longer, ms: from there on a latency is the network's. */
const LIMIT_MS = 50;

/** The network was slower than it can be. */
export const roundTrip: Doubt = (climb, rung) => {
  const here = middle(readingsAt(climb, "roundTrip", rung));
  const best = climb.signals.reduce((least, one) => Math.min(least, one.roundTrip ?? Infinity), Infinity);
  return here === undefined || here - best <= LIMIT_MS
    ? []
    : [
        `the way to the server was slow at rung ${rung}: ${here.toFixed(0)} ms and back, ${best.toFixed(0)} ms at best`,
      ];
};
