import type { Climb } from "../model/climb.ts";
import type { Signal } from "../model/signal.ts";

/**
 * Tells which readings were taken after the return to rung 1. Earlier ladders did not write it down: of theirs it is told by time, since
 * the last rung of the way up kept its readings to its end.
 */
export function withLaps(
  signals: readonly Signal[],
  requests: Required<Pick<Climb, "samples" | "returned">>,
): readonly Signal[] {
  const from = returnStart(requests);
  return signals.map((signal) =>
    signal.lap === undefined && signal.rung === 1 && signal.at >= from ? { ...signal, lap: 2 } : signal,
  );
}

/** When the return began, ms; never, where rung 1 was the last one and nothing was sent after it. */
function returnStart({ samples, returned }: Required<Pick<Climb, "samples" | "returned">>): number {
  const last = samples.reduce((latest, one) => (one.end > latest.end ? one : latest), BEFORE);
  return last.rung > 1 ? last.end : returned.reduce((least, { sent }) => Math.min(least, sent), Infinity);
}

const BEFORE = { rung: 1, end: -Infinity };
