import type { Climb } from "../../model/climb.ts";
import { ttft } from "../../model/latency.ts";
import { quantile, sorted } from "../../statistics/quantile.ts";
import type { Doubt } from "./instrument.ts";
import { readingsAt } from "./readings.ts";

/** A canary's piece may always be stamped so late, ms: what makes it later makes first tokens later, too. */
const LEAST_MS = 50;
/** Where a first token takes long, that is an error of less than this part of it, and a piece may be so much later. */
const PART_OF_TTFT = 0.1;
/** This share of readings may hold a late piece. A reading holds about sixteen: of all pieces it is one in fifty. */
const HICCUPS = 0.25;

/**
 * A stream of known schedule on this machine, read by the code that reads the server: what it is late by, the client was late by.
 * Older ladders kept none and promised none.
 */
export const canary: Doubt = (climb, rung) => {
  const late = readingsAt(climb, "canaryLate", rung);
  if (late.length === 0) return climb.canary ? [`no canary was heard at rung ${rung}`] : [];
  const limit = limitAt(climb, rung);
  const beyond = late.filter((value) => value > limit);
  if (beyond.length < 2 || beyond.length <= HICCUPS * late.length) return [];
  const worst = Math.max(...beyond);
  return [
    `the client stamped late at rung ${rung}: the canary in ${beyond.length} of ${late.length} readings by more than ${limit.toFixed(0)} ms, once by ${worst.toFixed(0)} ms`,
  ];
};

function limitAt({ samples }: Climb, rung: number): number {
  const here = samples.flatMap((sample) => (sample.rung === rung ? ttft(sample) : []));
  const median = quantile(sorted(here.filter(Number.isFinite)), 0.5) ?? 0;
  return Math.max(LEAST_MS, PART_OF_TTFT * median);
}
