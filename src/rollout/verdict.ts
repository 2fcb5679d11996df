import { EXIT, type ExitCode } from "../model/failure.ts";
import type { HostResult, Verdict } from "../model/gate.ts";

/** The worst verdict: `fail` before `unproven` before `pass`; nothing judged is `unproven`. */
export function worst(results: readonly HostResult[]): Verdict {
  const verdicts = results.map(({ gate }) => gate.verdict);
  if (verdicts.includes("fail")) return "fail";
  return verdicts.length === 0 || verdicts.includes("unproven") ? "unproven" : "pass";
}

/** The exit code for these hosts: an error before a failed gate before an unproven one. */
export function exitOf(results: readonly HostResult[]): ExitCode {
  if (results.some(({ failure }) => failure !== undefined)) return EXIT.error;
  const exits = { pass: EXIT.done, fail: EXIT.gateFailed, unproven: EXIT.unproven } as const;
  return exits[worst(results)];
}
