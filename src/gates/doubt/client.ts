import type { Climb } from "../../model/climb.ts";
import { inFlight } from "../../model/in-flight.ts";
import type { Sample } from "../../model/sample.ts";
import { goneOn } from "../../model/stint.ts";
import { quantile, sorted } from "../../statistics/quantile.ts";
import type { Doubt } from "./instrument.ts";

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
 * errors have failed already. Were such rungs let off, one error would switch the check off.
 */
const IN_FLIGHT_TOLERANCE = 0.25;

/** The thread that stamps was kept from it. */
export const lateLoop: Doubt = ({ doubts }, rung) => {
  const delays = doubts.flatMap((one) =>
    one.rung === rung && one.lap === undefined ? [one.loopDelayP99] : [],
  );
  if (delays.length === 0) return [`the probe said nothing about itself at rung ${rung}`];
  const delay = Math.max(...delays);
  return delay <= LOOP_DELAY_LIMIT_MS
    ? []
    : [
        `the client was busy at rung ${rung}: event-loop delay p99 ${delay.toFixed(0)} ms, ${LOOP_DELAY_LIMIT_MS} ms allowed`,
      ];
};

/** So late a request may leave after its planned time, ms: timers are good to one, connections are opened meanwhile. */
const LATENESS_MS = 50;

/**
 * The client did not do what the rung says: in a closed loop it keeps as many streams in flight (Little's law); in an open one they
 * are what the server makes of them, and what the client owes is to send in time.
 */
export const unkept: Doubt = (climb, rung) => {
  const here = climb.samples.filter((sample) => sample.rung === rung);
  if (here.length === 0) return [];
  return climb.contract.workload?.perMinute === undefined ? idle(climb, here, rung) : behindPlan(here, rung);
};

function idle({ decisions }: Climb, here: readonly Sample[], rung: number): readonly string[] {
  const mean = inFlight(here, rung, goneOn(decisions, { rung }));
  return Math.abs(mean - rung) <= IN_FLIGHT_TOLERANCE * rung
    ? []
    : [`the client did not hold rung ${rung}: ${mean.toFixed(1)} streams in flight by Little's law`];
}

function behindPlan(here: readonly Sample[], rung: number): readonly string[] {
  const unplanned = here.filter(({ planned }) => planned === undefined).length;
  if (unplanned > 0) return [`${unplanned} requests at rung ${rung} have no planned time`];
  const p99 = quantile(sorted(here.map(({ planned = 0, sent }) => sent - planned)), 0.99) ?? 0;
  return p99 <= LATENESS_MS
    ? []
    : [
        `the client fell behind its plan at rung ${rung}: requests left up to ${p99.toFixed(0)} ms late (p99), ${LATENESS_MS} ms allowed`,
      ];
}
