import type { Sample } from "./sample.ts";

/**
 * Mean streams in flight during the steady part of a rung, by Little's law L = throughput x mean latency.
 *
 *     streams   ___/‾‾‾‾‾‾‾‾‾\___        steady: from the start of the last stream (starts are feathered)
 *                  ^         ^           until the last request was sent (after it the rung runs dry)
 *
 * Only the time that each request spends inside the steady part counts, so that neither end pulls the mean down. In a
 * closed loop L is the rung, less what the client loses between an answer and its next request.
 */
export function inFlight(samples: readonly Sample[], rung: number): number {
  const sends = samples.map(({ sent }) => sent).sort((a, b) => a - b);
  const from = sends[rung - 1];
  const until = sends.at(-1);
  if (from === undefined || until === undefined || until <= from) return 0;
  const busy = samples.reduce((sum, { sent, end }) => sum + overlap(sent, end, { from, until }), 0);
  return busy / (until - from);
}

const overlap = (
  sent: number,
  end: number,
  span: { readonly from: number; readonly until: number },
): number => Math.max(0, Math.min(end, span.until) - Math.max(sent, span.from));
