import type { Sample } from "./sample.ts";
import { type Span, steadyOf } from "./steady.ts";

/**
 * Mean streams in flight during the steady part of a rung, by Little's law L = throughput x mean latency.
 *
 * Only the time that each request spends inside the steady part counts, so that neither end pulls the mean down. In a
 * closed loop L is the rung, less what the client loses between an answer and its next request.
 */
export function inFlight(samples: readonly Sample[], rung: number): number {
  const steady = steadyOf(samples, rung);
  if (steady === undefined) return 0;
  const busy = samples.reduce((sum, { sent, end }) => sum + overlap(sent, end, steady), 0);
  return busy / (steady.until - steady.from);
}

const overlap = (sent: number, end: number, span: Span): number =>
  Math.max(0, Math.min(end, span.until) - Math.max(sent, span.from));
