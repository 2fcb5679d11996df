import type { Api } from "../model/api.ts";
import type { CarriedBaseline } from "../model/baseline.ts";
import type { Budget } from "../model/contract.ts";
import type { LoadLane, Workload } from "../model/workload.ts";

/** What the ladder script reads from its stdin, as one JSON object. The API key travels here and nowhere else. */
export interface LadderConfig {
  readonly host: string;
  /** Base URL of the proxy on this very host: loopback only. */
  readonly url: string;
  /** PEM file with the certificate the proxy must chain to; needed for https. */
  readonly caFile?: string;
  /** The name the certificate must bear. */
  readonly serverName?: string;
  readonly apiKey: string;
  /** Keys of the lanes of the workload that ask with one of their own. */
  readonly laneKeys?: Readonly<Partial<Record<LoadLane, string>>>;
  /** How the server is asked; OpenAI's chat when absent. */
  readonly api?: Api;
  /** The model as the engine knows it: `qwen3:4b`. */
  readonly model: string;
  /** Streams at once per rung, ascending, first is 1. */
  readonly rungs: readonly number[];
  readonly requests: number;
  readonly promptTokens: number;
  readonly outputTokens: number;
  /** Absent: each request has `promptTokens` and `outputTokens`, and a stream sends when its last answer has ended. */
  readonly workload?: Workload;
  /** The model that embeds, where a workload of several lanes has such a lane. */
  readonly embedModel?: string;
  /** A text file whose passages become the prompts. */
  readonly corpusFile?: string;
  /** What may be spent on rules that are undecided; without it every rung has its least number. */
  readonly budget?: Budget;
  /** The rules of the gate, as written: they decide how long a rung goes on. */
  readonly rules?: readonly string[];
  /** The enrolled baseline of this kind of host. */
  readonly baseline?: CarriedBaseline;
  /** Bytes that are planned for the engine with its models. */
  readonly plannedMemory?: number;
  /** The whole climb must be over by then, ms. */
  readonly deadlineMs: number;
  /** One request may take this long, ms; a minute when absent. */
  readonly requestTimeoutMs?: number;
  /** sha256 of the script itself, as the lock pins it. */
  readonly revision: string;
  /** Directory for `samples.csv`, `chunks.csv`, `signals.csv` and `climb.json`. */
  readonly out: string;
  /** launchd label of the engine whose memory is watched. */
  readonly engineLabel?: string;
  /** A file with the pid of a daemon that has left the job and belongs to the engine. */
  readonly engineDaemon?: string;
  /** The engine's log, where its errors are counted. */
  readonly engineLog?: string;
  /** HAProxy's metrics on this host, where requests that wait are counted. */
  readonly metricsUrl?: string;
  /** A path on the disk whose free space is watched; `/` when absent. */
  readonly disk?: string;
  /** The engine's own pid, where no launchd job runs it. */
  readonly enginePid?: number;
  /** True where the engine may run on another machine: what this one says of itself is then not read at all. */
  readonly engineElsewhere?: boolean;
}
