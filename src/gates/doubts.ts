import type { Rule } from "../model/gate.ts";
import { askedRungs } from "./asked-rungs.ts";
import { drift } from "./drift.ts";
import type { Held, Place } from "./held.ts";
import { instrumentDoubts } from "./instrument.ts";
import { BASELINE_RUNG, isOwnBaseline } from "./limit.ts";
import { isSignal, silence } from "./signal-reading.ts";

/**
 * Why what a rule sees at a place may not be believed: a busy client, a signal that went unread for too long, or a host
 * whose rung 1 is no scale because it drifted.
 */
export function doubtsAt(held: Held, { metric, limit }: Rule, place: Place): readonly string[] {
  const { climb } = held;
  if (metric === "errors") return [];
  const seen = place === "climb" ? askedRungs(held) : [place];
  const isOwn = isOwnBaseline(held, limit);
  const rungs = isOwn ? [...new Set([BASELINE_RUNG, ...seen])] : seen;
  const doubts = rungs.flatMap((rung) =>
    isSignal(metric) ? (silence(climb, metric, rung) ?? []) : instrumentDoubts(climb, rung),
  );
  return [...doubts, ...(isOwn ? drift(climb) : [])];
}
