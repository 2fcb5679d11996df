import type { Contrast } from "../model/contrast.ts";
import { EXIT, type ExitCode } from "../model/failure.ts";
import type { Verdict } from "../model/gate.ts";
import type { HostResult } from "../model/run-result.ts";
import { verdictFor } from "../model/verdict.ts";

/** The worst verdict of hosts: `fail` before `unproven` before `pass`; nothing judged is `unproven`. */
export function worst(results: readonly HostResult[]): Verdict {
  const verdicts = results.map(verdictFor);
  if (verdicts.includes("fail")) return "fail";
  return verdicts.length === 0 || verdicts.includes("unproven") ? "unproven" : "pass";
}

/** The exit code for these hosts: an error before a failed gate before an unproven one. */
export function exitOf(results: readonly HostResult[]): ExitCode {
  if (results.some(({ failure }) => failure !== undefined)) return EXIT.error;
  const exits = { pass: EXIT.done, fail: EXIT.gateFailed, unproven: EXIT.unproven } as const;
  return exits[worst(results)];
}

/** True when a wave that ended like this lets no other begin: only a pass of all its hosts does. */
export const stops = (wave: readonly HostResult[]): boolean => exitOf(wave) !== EXIT.done;

const EXITS_OF_WORDS: Readonly<Record<Contrast["word"], ExitCode>> = {
  "no difference seen": EXIT.done,
  faster: EXIT.differs,
  slower: EXIT.differs,
  mixed: EXIT.differs,
  "cannot tell": EXIT.unproven,
};

/** The exit code of a comparison: nothing seen, a difference, or nothing that can be told. */
export const exitOfContrast = ({ word }: Contrast): ExitCode => EXITS_OF_WORDS[word];
