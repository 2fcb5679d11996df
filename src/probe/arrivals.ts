import { random } from "../load/prompt.ts";

/** One request that comes by itself. */
export interface Arrival {
  /** ms after the rung began. */
  readonly after: number;
  /** Which of the streams of the rung it stands for. */
  readonly position: number;
}

/**
 * Requests at random times, without end: `streams` independent Poisson processes of `perMinute` requests each, as one of
 * their sum with a random owner. Equal seeds give equal times.
 */
export function* arrivals(streams: number, perMinute: number, seed: number): Generator<Arrival, never> {
  const next = random(seed);
  const mean = 60_000 / (streams * perMinute);
  for (let after = 0; ; ) {
    after -= mean * Math.log(1 - next());
    yield { after, position: Math.floor(next() * streams) };
  }
}
