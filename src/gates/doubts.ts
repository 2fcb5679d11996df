import type { Rule } from "../model/gate.ts";
import type { Held, Place } from "./held.ts";
import { instrumentDoubts } from "./instrument.ts";
import { BASELINE_RUNG, isOwnBaseline } from "./limit.ts";
import { isSignal, silence } from "./signal-reading.ts";

/** Why what a rule sees at a place may not be believed: a busy client, or a signal that went unread for too long. */
export function doubtsAt(held: Held, { metric, limit }: Rule, place: Place): readonly string[] {
  const { climb } = held;
  if (metric === "errors") return [];
  const seen = place === "climb" ? climb.contract.rungs : [place];
  const rungs = isOwnBaseline(held, limit) ? [...new Set([BASELINE_RUNG, ...seen])] : seen;
  return rungs.flatMap((rung) =>
    isSignal(metric) ? (silence(climb, metric, rung) ?? []) : instrumentDoubts(climb, rung),
  );
}
