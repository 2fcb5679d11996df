import type { Rule } from "../model/rule.ts";
import { askedRungs } from "./asked-rungs.ts";
import { instrumentDoubts } from "./doubt/instrument.ts";
import { drift } from "./drift.ts";
import { BASELINE_RUNG, type Held, type Place } from "./held.ts";
import { laneView } from "./lane-view.ts";
import { isOwnBaseline } from "./limit.ts";
import { isSignal, silence } from "./signal-reading.ts";

/**
 * Why what a rule sees at a place may not be believed: a busy client, a signal that went unread for too long, or a host
 * whose rung 1 is no scale because it drifted, in the lane that the rule speaks of.
 */
export function doubtsAt(held: Held, { metric, limit, lane }: Rule, place: Place): readonly string[] {
  const { climb } = held;
  if (metric === "errors") return [];
  const instrument = (rung: number) => (held.calm ? [] : instrumentDoubts(climb, rung));
  const seen = place === "climb" ? askedRungs(held) : [place];
  const isOwn = isOwnBaseline(held, limit);
  const rungs = isOwn ? [...new Set([BASELINE_RUNG, ...seen])] : seen;
  const doubts = rungs.flatMap((rung) =>
    isSignal(metric) ? (silence(climb, metric, rung) ?? []) : instrument(rung),
  );
  return [...doubts, ...(isOwn ? drift(laneView(held, lane).climb) : [])];
}
