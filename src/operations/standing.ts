import { shortOf } from "../model/digest.ts";
import type { HostFacts } from "../model/facts.ts";
import type { HostEnd } from "../model/host-end.ts";
import { isCurrent, isGood } from "./launchd.ts";
import { changedConditions, told } from "./qualification.ts";
import type { HostWish } from "./wish.ts";

/** What keeps a host from being settled: it is on its way, or it never set out. */
export function unsettledReason(wish: HostWish, facts: HostFacts): string {
  const doors = facts.drained ? "; it is closed to requests" : "";
  if (isCurrent(wish, facts) && isGood(wish, facts))
    return `its qualification is void: ${told(changedConditions(facts))}${doors}`;
  if (isCurrent(wish, facts)) return `its release ${facts.current} has not passed the gate${doors}`;
  return `serves release ${facts.current ?? "none"}, not its spec ${shortOf(wish.spec.digest)}${doors}`;
}

/** How a host ends that nobody told of: what the run began with it was cut short, or it began nothing. */
export function leftAs(wish: HostWish, facts: HostFacts, hasBegun: boolean): HostEnd {
  if (facts.drained) return hasBegun ? "left-closed" : "held";
  if (!hasBegun) return "untouched";
  return isCurrent(wish, facts) ? "left-open" : "unchanged";
}
