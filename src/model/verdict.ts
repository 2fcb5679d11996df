import type { Verdict } from "./gate.ts";
import type { HostResult } from "./run-result.ts";

/** What one host says for its run: its gate's verdict, and `unproven` where a pass came to nothing because a failure followed it. */
export const verdictFor = ({ gate, failure }: Pick<HostResult, "gate" | "failure">): Verdict =>
  gate.verdict === "pass" && failure !== undefined ? "unproven" : gate.verdict;

/** The hosts that ended a run, in its order: those that did not pass, but for the ones whose turn never came. */
export const endingHosts = (hosts: readonly HostResult[]): readonly HostResult[] =>
  hosts.filter((host) => verdictFor(host) !== "pass" && !isWaiting(host));

/** True for a host that the run never set out for, and of which nothing is amiss that anybody knows. */
const isWaiting = ({ outcome, failure }: HostResult): boolean =>
  (outcome === "untouched" || outcome === "held") && failure === undefined;
