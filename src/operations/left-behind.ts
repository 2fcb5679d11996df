import type { HostFacts } from "../model/facts.ts";
import { Failure } from "../model/failure.ts";
import { undrainSteps } from "./doors.ts";
import { isCurrent } from "./launchd.ts";
import type { HostWish } from "./wish.ts";

/** How a host stands after a verb was stopped, and what to type; `deaf`: gateways that send it nothing. */
export function leftBehind(wish: HostWish, facts: HostFacts, deaf: readonly string[]): string {
  const undrain = `\`espalier undrain ${wish.pool.id} --on ${wish.host.id}\``;
  const asked =
    deaf.length === 0 ? "" : `; ${deaf.join(", ")} ${deaf.length > 1 ? "send" : "sends"} it nothing`;
  if (facts.drained) return `${closed(facts)}${asked}; ${opening(wish, facts, `${undrain} opens it`)}`;
  const serves = `it takes requests with release ${facts.current ?? "none"}`;
  const release = isCurrent(wish, facts) ? "" : ", which is not the described one";
  return `${serves}${release}${asked}${deaf.length === 0 ? "" : `; ${undrain} tells them to send it requests`}`;
}

const closed = ({ held, heldBecause }: HostFacts): string =>
  held
    ? `it is drained${heldBecause === undefined ? "" : `: ${heldBecause}`}`
    : "it is closed by the run that was stopped";

/** What opens its doors: a word, when what it serves is proven. */
function opening(wish: HostWish, facts: HostFacts, word: string): string {
  try {
    undrainSteps(wish, facts, "");
    return word;
  } catch (error) {
    if (error instanceof Failure) return `${error.saw}; ${error.hint}`;
    throw error;
  }
}
