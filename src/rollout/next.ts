import type { HostEnd } from "../model/host-end.ts";
import type { HostResult } from "../model/run-result.ts";
import { endingHosts, verdictFor } from "../model/verdict.ts";
import { joined } from "../model/words.ts";

/** Why a host was not reached: those that did not pass stop all that come after them. */
export function waitingReason(touched: readonly HostResult[]): string {
  const stoppers = endingHosts(touched).map(({ host }) => host);
  return stoppers.length > 0 ? `not reached: ${joined(stoppers)} did not pass` : "not reached in this run";
}

/** What the reader of a finished run should do next. */
export function nextSentence(hosts: readonly HostResult[]): string {
  if (hosts.length === 0) return "No host was judged, so nothing is proven: name the hosts and deploy again.";
  const ending = endingHosts(hosts);
  const sentences = ending.length > 0 ? [advised(ending, hosts), ...closed(hosts)] : settled(hosts);
  return sentences.join(" ");
}

function settled(hosts: readonly HostResult[]): readonly string[] {
  const waiting = hosts.filter((host) => verdictFor(host) !== "pass").map(({ host }) => host);
  if (waiting.length > 0)
    return [`${joined(waiting)} ${waiting.length > 1 ? "were" : "was"} not reached: deploy again.`];
  const shut = named(hosts.filter(({ outcome }) => outcome === "ready" || outcome === "held"));
  const release = shut === "" ? "serves its pinned release" : `has its pinned release (closed: ${shut})`;
  return [`Every host ${release}; nothing is to be done until a pin moves.`];
}

/** What stopped first in the order of what it takes to mend it: an error, a gate that was missed, a gate that was not held. */
function advised(ending: readonly HostResult[], hosts: readonly HostResult[]): string {
  const left = hosts.filter(({ outcome }) => outcome === "untouched" || outcome === "held").length;
  const untouched = `${left} of ${hosts.length} hosts are untouched`;
  const broken = ending.filter(({ failure }) => failure !== undefined);
  if (broken.length > 0) return `Mend what stopped ${named(broken)} and deploy again; ${untouched}.`;
  const missed = ending.filter(({ gate }) => gate.verdict === "fail");
  if (missed.length > 0)
    return `The rollout stopped at ${joined(missed.map(({ host, outcome }) => `${host} (${outcome})`))}; ${untouched}. Change what the report names, pin and deploy again.`;
  const [doubt] = ending;
  const others =
    ending.length > 1 ? `, and neither ${ending.length > 2 ? "are" : "is"} ${named(ending.slice(1))}` : "";
  return `${doubt?.host} is not proven: ${doubt?.gate.reasons[0] ?? "no reason given"}${others}. Deploy again when that is mended.`;
}

/** Doors that a rollout left closed stay closed until somebody comes back. */
const CLOSED: readonly HostEnd[] = ["left-closed", "unsettled", "rolled-back-closed"];

function closed(hosts: readonly HostResult[]): readonly string[] {
  const names = hosts.filter(({ outcome }) => CLOSED.includes(outcome)).map(({ host }) => host);
  return names.length === 0 ? [] : [`Closed until then: ${joined(names)}.`];
}

const named = (hosts: readonly HostResult[]): string => joined(hosts.map(({ host }) => host));
