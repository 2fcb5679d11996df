import type { HostResult } from "../model/gate.ts";
import { verdictFor } from "../model/verdict.ts";

/** Why a host was not reached: the first one that did not pass stops all that come after it. */
export function waitingReason(touched: readonly HostResult[]): string {
  const stopper = touched.find((host) => verdictFor(host) !== "pass");
  return stopper ? `not reached: ${stopper.host} did not pass` : "not reached in this run";
}

/** What the reader of a finished run should do next. */
export function nextSentence(hosts: readonly HostResult[]): string {
  if (hosts.length === 0) return "No host was judged, so nothing is proven: name the hosts and deploy again.";
  const stopper = hosts.find(({ gate, failure }) => failure !== undefined || gate.verdict === "fail");
  const left = hosts.filter(({ outcome }) => outcome === "untouched").length;
  const untouched = `${left} of ${hosts.length} hosts are untouched`;
  if (stopper?.failure !== undefined)
    return `Mend what stopped ${stopper.host} and deploy again; ${untouched}.`;
  if (stopper) {
    return `The rollout stopped at ${stopper.host} (${stopper.outcome}); ${untouched}. Change what the report names, pin and deploy again.`;
  }
  const doubt = hosts.find(({ gate }) => gate.verdict === "unproven");
  if (doubt)
    return `${doubt.host} is not proven: ${doubt.gate.reasons[0] ?? "no reason given"}. Deploy again when that is mended.`;
  return "Every host serves its pinned release; nothing is to be done until a pin moves.";
}
