import type { Sample } from "./sample.ts";
import { type Span, steadyOf } from "./steady.ts";

/**
 * Mean streams in flight during the steady parts of a rung, by Little's law L = throughput x mean latency.
 *
 * Only the time that each request spends inside them counts, so that neither end pulls the mean down. In a
 * closed loop L is the rung, less what the client loses between an answer and its next request.
 */
export function inFlight(samples: readonly Sample[], rung: number, rests = 0): number {
  const steady = steadyOf(samples, rung, rests);
  if (steady.length === 0) return 0;
  const busy = samples.reduce((sum, { sent, end }) => sum + overlaps(sent, end, steady), 0);
  return busy / steady.reduce((sum, { from, until }) => sum + (until - from), 0);
}

const overlaps = (sent: number, end: number, spans: readonly Span[]): number =>
  spans.reduce((sum, span) => sum + overlap(sent, end, span), 0);

const overlap = (sent: number, end: number, span: Span): number =>
  Math.max(0, Math.min(end, span.until) - Math.max(sent, span.from));
