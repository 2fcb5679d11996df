import type { Climbed } from "./climbed.ts";
import type { ConformanceNote } from "./conformance.ts";
import type { Digest } from "./digest.ts";
import type { HostEnd } from "./host-end.ts";
import type { Measurement } from "./measurement.ts";
import type { EngineFootprint } from "./memory.ts";
import type { Proof } from "./qualification.ts";
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

/** A difference that a run leaves for hands. */
export interface OpenEnd {
  /** `fileVault mac-01`. */
  readonly subject: string;
  readonly why: string;
  readonly todo: string;
}

/** What happened to one host in a run; `hosts/<host>/result.json`. */
export interface HostResult {
  readonly pool: string;
  readonly run: string;
  readonly host: string;
  readonly wave: string;
  readonly startedAt: string;
  readonly endedAt: string;
  readonly outcome: HostEnd;
  readonly release: { readonly wanted: Digest; readonly serving?: Digest; readonly previous?: Digest };
  /** Human-readable pins of the wanted release. */
  readonly pins: Readonly<Record<string, string>>;
  /** The pins that differ from the release served before. */
  readonly changed: readonly { readonly pin: string; readonly was?: string; readonly now?: string }[];
  readonly ladderRevision: string;
  /** Of the terms on which the client climbed, `contractDigest`; absent when no ladder ran. */
  readonly contract?: Digest;
  /** On what it climbed; absent when no ladder ran, or in reports that are older than this field. */
  readonly climbed?: Climbed;
  readonly gate: GateResult;
  /** Under what the release was climbed with; absent when no ladder of a pool ran. */
  readonly proof?: Proof;
  /** sha256 of what the climb left: `samples.csv`, `chunks.csv`, `signals.csv`, `climb.json`. */
  readonly evidence: Readonly<Record<string, Digest>>;
  /** What has been tried on a machine of this chip and OS build; absent where no host was learnt of. */
  readonly conformance?: ConformanceNote;
  /** What each engine was planned to hold, and held at most by the end of the climb. */
  readonly memory?: readonly EngineFootprint[];
  /** What only a person can do on this host, and has not done yet. */
  readonly open?: readonly OpenEnd[];
  /** How the machine stands, in the words of its keeper: fan, lid, surface, cooling, power supply. */
  readonly note?: string;
  /** One clear error when the run stopped before or outside the gate. */
  readonly failure?: string;
}

/** `result.json` of a run: the document that is signed. */
export interface RunResult {
  readonly format: "espalier-gate-report/1";
  readonly pool: string;
  readonly run: string;
  readonly startedAt: string;
  readonly endedAt: string;
  readonly verdict: Verdict;
  readonly rules: readonly string[];
  readonly waves: readonly { readonly name: string; readonly hosts: readonly string[] }[];
  readonly hosts: readonly HostResult[];
  /** What happens next, one sentence. */
  readonly next: string;
  /** sha256 of what lies beside it and was rendered from it: index.html, report.md, samples.csv. */
  readonly pages?: Readonly<Record<string, Digest>>;
}
