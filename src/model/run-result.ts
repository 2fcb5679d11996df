import type { Climbed } from "./climbed.ts";
import type { ConformanceNote } from "./conformance.ts";
import type { Digest } from "./digest.ts";
import type { GateResult, Verdict } from "./gate.ts";
import type { HostEnd } from "./host-end.ts";
import type { EngineFootprint } from "./memory.ts";
import type { Proof } from "./qualification.ts";

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
