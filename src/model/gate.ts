import type { Measurement } from "./measurement.ts";
import type { RuleLimit } from "./rule.ts";

/** One rule held against the measurement. */
export interface Finding {
  readonly rule: string;
  readonly verdict: Verdict;
  /** For people, with units: `<= 450 ms (3 x 150 ms)`. */
  readonly wanted: string;
  /** The number in `wanted`, as it was held against; absent where it is not known. */
  readonly limits?: readonly RuleLimit[];
  readonly saw: string;
  /** How many samples stand behind it and where they are: `80 requests at rung 4`. */
  readonly evidence: string;
  /** Between which values the truth lies, at 95 % and corrected for looking more than once: `380 ms to 460 ms`. */
  readonly interval?: string;
  /** The smallest worsening that so many requests could have shown: `12 %`. */
  readonly sees?: string;
  /** It was told and did not decide over the verdict. */
  readonly watched?: true;
  /** Why it failed or could not be proven; empty on pass. */
  readonly reason: string;
}

export const VERDICTS = ["pass", "fail", "unproven"] as const;
export type Verdict = (typeof VERDICTS)[number];

/** The judgement over one host. */
export interface GateResult {
  readonly verdict: Verdict;
  /** Why the verdict is what it is, one sentence each; empty on pass. */
  readonly reasons: readonly string[];
  readonly findings: readonly Finding[];
  readonly measurement: Measurement;
}
