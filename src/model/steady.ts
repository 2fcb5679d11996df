import type { Sample } from "./sample.ts";
import { stintsOf } from "./stint.ts";

/** A part of a climb, ms since it began. */
export interface Span {
  readonly from: number;
  readonly until: number;
}

/**
 * The parts of a rung in which it is what its number says; none where there is none, as in one request of each stream.
 *
 *     streams   ___/‾‾‾‾‾‾‾‾‾\___        from when all streams were in flight at once (starts are feathered)
 *                  ^         ^           until the last request was sent (after it the rung runs dry)
 *
 * In an open loop requests come whether or not others have ended: there it begins with the first of them. A rung that went on
 * after it had been let go, as often as `rests` says, has such a part before and after.
 */
export const steadyOf = (samples: readonly Sample[], rung: number, rests = 0): readonly Span[] =>
  stintsOf(samples, rests).flatMap((stint) => steadyPart(stint, rung) ?? []);

function steadyPart(samples: readonly Sample[], rung: number): Span | undefined {
  const sends = samples.map(({ sent }) => sent).sort((a, b) => a - b);
  const isOpen = samples.some(({ planned }) => planned !== undefined);
  const from = isOpen ? sends[0] : (fullFrom(samples, rung) ?? sends[rung - 1]);
  const until = sends.at(-1);
  return from === undefined || until === undefined || until <= from ? undefined : { from, until };
}

/**
 * When as many requests as there are streams were in flight for the first time; `undefined` when they never were. Where
 * answers are shorter than the starts are apart, early streams have sent often before the last one begins.
 */
function fullFrom(samples: readonly Sample[], rung: number): number | undefined {
  const steps = samples.flatMap(({ sent, end }) => [
    { at: sent, by: 1 },
    { at: end, by: -1 },
  ]);
  let streams = 0;
  for (const { at, by } of steps.sort((a, b) => a.at - b.at || a.by - b.by)) {
    streams += by;
    if (streams >= rung) return at;
  }
  return undefined;
}
