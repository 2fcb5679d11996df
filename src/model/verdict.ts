import type { HostResult, Verdict } from "./gate.ts";

/** What one host says for its run: its gate's verdict, and `unproven` where a pass came to nothing because a failure followed it. */
export const verdictFor = ({ gate, failure }: Pick<HostResult, "gate" | "failure">): Verdict =>
  gate.verdict === "pass" && failure !== undefined ? "unproven" : gate.verdict;
