import { setTimeout as pause } from "node:timers/promises";
import { arrivals } from "./arrivals.ts";
import type { Turn } from "./caller.ts";
import type { Clock } from "./clock.ts";
import type { Turns } from "./turns.ts";

/** Discarded requests before a rung, at least: the first ones of a program are 5 to 50 ms slow. */
const WARM_UP = 3;
/** Streams start so many ms apart at the most, so that no burst of first requests is measured. */
const FEATHER_MS = 10;

/**
 * All streams at once, so that each opens its own connection; what they bring home is discarded. How far apart the
 * streams of the rung start, ms: all of them have within the time that this took. Of a server whose answers are shorter than 10 ms the
 * requests of a rung would else be gone before its last stream has begun.
 */
export async function warmUp(
  turns: Turns,
  { streams, now }: { readonly streams: number; readonly now: Clock },
  run: (turn: Turn) => Promise<unknown>,
): Promise<number> {
  const each = Math.ceil(WARM_UP / streams);
  const begun = now();
  await eachStream(streams, async (position) => {
    for (let one = 0; one < each; one += 1) await run(turns.warm(position, one * streams + position));
  });
  return Math.min(FEATHER_MS, (now() - begun) / streams);
}

/** Each stream takes the next request as soon as its last one has ended; they start `apart` ms from each other. */
export const closedLoop = (
  turns: Turns,
  { streams, apart }: { readonly streams: number; readonly apart: number },
  run: (turn: Turn) => Promise<void>,
): Promise<unknown> =>
  eachStream(streams, async (position) => {
    await pause(position * apart);
    while (!turns.isOver) await run(turns.take(position));
  });

const eachStream = (streams: number, run: (position: number) => Promise<void>): Promise<unknown> =>
  Promise.all(Array.from({ length: streams }, (_, position) => run(position)));

/** A loop in which nobody waits for answers. */
export interface OpenLoop {
  readonly streams: number;
  readonly perMinute: number;
  readonly now: Clock;
}

/** Requests leave at random times that were planned before, however the server fares; ends when all have their answers. */
export async function openLoop(
  turns: Turns,
  { streams, perMinute, now }: OpenLoop,
  run: (turn: Turn, planned: number) => Promise<void>,
): Promise<void> {
  const running: Promise<void>[] = [];
  const begun = now();
  for (const { after, position } of arrivals(streams, perMinute, streams + turns.next)) {
    const planned = begun + after;
    // A timer of 1.9 ms fires after one.
    while (now() < planned) await pause(Math.ceil(planned - now()));
    if (turns.isOver) break;
    running.push(run(turns.take(position), planned));
  }
  await Promise.all(running);
}
