import type { Climb } from "../model/sample.ts";
import { quantile, sorted } from "../statistics/quantile.ts";

/**
 * The largest event-loop delay (p99, ms) under which a latency is still the server's. In clean runs of this client the
 * delay was below 50 ms even at a thousand streams; on a client robbed of its processor it read 110 to 1230 ms, while
 * first tokens were stamped one to two seconds late and no request failed: nothing else shows it.
 */
const LOOP_DELAY_LIMIT_MS = 50;

/**
 * How far the streams in flight may be from the rung. A closed loop holds them at the rung by construction, so that a
 * difference is time the client lost between an answer and its next request, streams that died, or samples that were
 * changed afterwards. It cannot see a client that is late within a request: the event-loop delay does.
 *
 * It is held against rungs with errors too. A failed request is in flight until it fails, and the next one follows at
 * once; only where nearly all are refused within a millisecond do the client's own pauses weigh, and there the
 * percentiles have failed already. Were such rungs let off, one error would switch the check off.
 */
const IN_FLIGHT_TOLERANCE = 0.25;

/** Why the times of a rung may be the client's and not the server's; empty when the client was well. */
export function instrumentDoubts(climb: Climb, rung: number): readonly string[] {
  const doubt = climb.doubts.find((candidate) => candidate.rung === rung && candidate.lap === undefined);
  if (doubt === undefined) return [`the probe said nothing about itself at rung ${rung}`];
  const loop = lateLoop(rung, doubt.loopDelayP99);
  const isOpen = climb.contract.workload?.perMinute !== undefined;
  return [...loop, ...(isOpen ? behindPlan(climb, rung) : idle(rung, doubt.inFlight))];
}

/** So late a request may leave after its planned time, ms: timers are good to one, connections are opened meanwhile. */
const LATENESS_MS = 50;

/** In an open loop the streams in flight are what the server makes of them; what the client owes is to send in time. */
function behindPlan({ samples }: Climb, rung: number): readonly string[] {
  const here = samples.filter((sample) => sample.rung === rung);
  const unplanned = here.filter(({ planned }) => planned === undefined).length;
  if (unplanned > 0) return [`${unplanned} requests at rung ${rung} have no planned time`];
  const p99 = quantile(sorted(here.map(({ planned = 0, sent }) => sent - planned)), 0.99) ?? 0;
  return p99 <= LATENESS_MS
    ? []
    : [
        `the client fell behind its plan at rung ${rung}: requests left up to ${p99.toFixed(0)} ms late (p99), ${LATENESS_MS} ms allowed`,
      ];
}

const lateLoop = (rung: number, delay: number): readonly string[] =>
  delay <= LOOP_DELAY_LIMIT_MS
    ? []
    : [
        `the client was busy at rung ${rung}: event-loop delay p99 ${delay.toFixed(0)} ms, ${LOOP_DELAY_LIMIT_MS} ms allowed`,
      ];

const idle = (rung: number, mean: number): readonly string[] =>
  Math.abs(mean - rung) <= IN_FLIGHT_TOLERANCE * rung
    ? []
    : [`the client did not hold rung ${rung}: ${mean.toFixed(1)} streams in flight by Little's law`];
