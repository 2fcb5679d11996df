import type { Climbed } from "./climbed.ts";
import type { ConformanceNote } from "./conformance.ts";
import type { Digest } from "./digest.ts";
import type { HostEnd } from "./host-end.ts";
import type { LaneMeasurement, LoadMeasurement } from "./load-measurement.ts";
import type { EngineFootprint } from "./memory.ts";
import type { Proof } from "./qualification.ts";
import type { LoadLane } from "./workload.ts";

/**
 * What a rule may ask about. Latencies in ms, sizes in bytes, `throughput` in tokens per second, `jobs` in answers per hour. `gap` is the largest pause
 * between two chunks of an answer, `itl` (inter-token latency) the mean time between two of its tokens. `swap.outs` is what was
 * written to swap during the climb, whether or not it lies there still; `log.errors` what the engine's own log tells of.
 */
export const METRICS = [
  "ttft.p50",
  "ttft.p95",
  "ttft.p99",
  "completion.p50",
  "completion.p95",
  "completion.p99",
  "gap.p50",
  "gap.p95",
  "gap.p99",
  "itl.p50",
  "itl.p95",
  "itl.p99",
  "throughput",
  "jobs",
  "errors",
  "rss.peak",
  "footprint.peak",
  "swap.growth",
  "swap.outs",
  "gpu.resets",
  "log.errors",
  "pressure",
  "thermal",
] as const;
export type Metric = (typeof METRICS)[number];

export const COMPARISONS = ["<=", "<", "==", ">=", ">"] as const;
export type Comparison = (typeof COMPARISONS)[number];

/** What a multiple counts from: the enrolled baseline where there is one and else rung 1, or one of them only. */
export type Base = "baseline" | "enrolled" | "rung1";

/**
 * The right-hand side of a rule. `baseline` is a multiple of rung 1 of the enrolled baseline, or else of this climb;
 * with `of: "rung1"` always of this climb, with `of: "enrolled"` of the same rung of the enrolled baseline. `plan` is a
 * multiple of the memory that was planned for the engine.
 */
export type Limit =
  | { readonly kind: "absolute"; readonly value: number }
  | { readonly kind: "baseline"; readonly factor: number; readonly of?: Exclude<Base, "baseline"> }
  | { readonly kind: "plan"; readonly factor: number };

/** `ttft.p95 <= 3 x baseline at 4 for 10m`, parsed. */
export interface Rule {
  /** As written in the inventory. */
  readonly text: string;
  readonly metric: Metric;
  /** The lane of the workload whose requests it speaks of; absent: all requests. */
  readonly lane?: LoadLane;
  readonly comparison: Comparison;
  readonly limit: Limit;
  /** The rung it speaks of; absent: every rung, or the whole climb for signals and errors. */
  readonly rung?: number;
  /** How long the rung is held, ms, unless the answer is clear before. */
  readonly hold?: number;
  /** It is told and does not decide over the verdict; a rule without it is primary. */
  readonly watched?: true;
}

/** What a rule allows: the value in the unit of its metric, at one rung or at all it looked at. */
export interface RuleLimit {
  readonly rung?: number;
  readonly value: number;
}

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

/** The summary of one rung. */
export interface RungMeasurement extends LoadMeasurement {
  readonly rung: number;
  /** The instrument does not believe itself here: the numbers stand, and nothing is concluded from them. */
  readonly void?: true;
  /** In the order of the workload; absent where requests have no lane. */
  readonly lanes?: readonly LaneMeasurement[];
}

/** Where a host bends, in three senses. */
export interface Knees {
  /** Last rung before queueing shows: p95 TTFT above 3 x rung 1 at the next one. */
  readonly onset?: number;
  /** Output grows to at most `streams` times that of one stream, and so many at once get at least half of that; the rung nearest to it. */
  readonly efficiency?: {
    readonly rung: number;
    readonly streams: number;
    /** True when a second law puts it within one rung of there. */
    readonly agreed: boolean;
  };
  /** The rung with the highest throughput, tok/s. */
  readonly ceiling?: { readonly rung: number; readonly throughput: number };
  /** Why a bend could not be looked for; one that is absent without a reason was looked for and is not there. */
  readonly unknown?: {
    readonly onset?: "one-rung" | "no-scale" | "void";
    readonly efficiency?: "few-rungs" | "uneven" | "void";
  };
}

/** The summary of a climb. Signals that were not read are absent, never zero. */
export interface Measurement {
  readonly rungs: readonly RungMeasurement[];
  /** The rung that is recommended: the lower of queue onset and efficiency knee. Absent when neither was reached. */
  readonly knee?: number;
  readonly knees?: Knees;
  readonly rssPeak?: number;
  readonly footprintPeak?: number;
  readonly swapGrowth?: number;
  readonly swapOuts?: number;
  readonly gpuResets?: number;
  readonly logErrors?: number;
  readonly pressureWorst?: number;
  readonly thermalWorst?: number;
}

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
