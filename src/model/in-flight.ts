import type { Sample } from "./sample.ts";

/**
 * Mean streams in flight during the steady part of a rung, by Little's law L = throughput x mean latency.
 *
 *     streams   ___/‾‾‾‾‾‾‾‾‾\___        steady: from when all streams were in flight at once (starts are feathered)
 *                  ^         ^           until the last request was sent (after it the rung runs dry)
 *
 * Only the time that each request spends inside the steady part counts, so that neither end pulls the mean down. In a
 * closed loop L is the rung, less what the client loses between an answer and its next request.
 */
export function inFlight(samples: readonly Sample[], rung: number): number {
  const sends = samples.map(({ sent }) => sent).sort((a, b) => a - b);
  const from = fullFrom(samples, rung) ?? sends[rung - 1];
  const until = sends.at(-1);
  if (from === undefined || until === undefined || until <= from) return 0;
  const busy = samples.reduce((sum, { sent, end }) => sum + overlap(sent, end, { from, until }), 0);
  return busy / (until - from);
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

const overlap = (
  sent: number,
  end: number,
  span: { readonly from: number; readonly until: number },
): number => Math.max(0, Math.min(end, span.until) - Math.max(sent, span.from));
