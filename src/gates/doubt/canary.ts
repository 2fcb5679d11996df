import type { Doubt } from "./instrument.ts";
import { readingsAt } from "./readings.ts";

/** A canary's piece may be stamped so late, ms: what makes it later makes first tokens later, too. */
const LIMIT_MS = 50;
/** This share of readings may hold a piece that was later: a single one is a hiccup, and moves no percentile. */
const HICCUPS = 0.1;

/**
 * A stream of known schedule on this machine, read by the code that reads the server: what it is late by, the client was late by.
 * Older ladders kept none and promised none.
 */
export const canary: Doubt = (climb, rung) => {
  const late = readingsAt(climb, "canaryLate", rung);
  if (late.length === 0) return climb.canary ? [`no canary was heard at rung ${rung}`] : [];
  const beyond = late.filter((value) => value > LIMIT_MS);
  if (beyond.length < 2 || beyond.length <= HICCUPS * late.length) return [];
  const worst = Math.max(...beyond);
  return [
    `the client stamped late at rung ${rung}: the canary in ${beyond.length} of ${late.length} readings by more than ${LIMIT_MS} ms, once by ${worst.toFixed(0)} ms`,
  ];
};
