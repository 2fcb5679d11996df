import { parseRule } from "../inventory/rule.ts";
import { corpusDigest, PROMPT_DIGEST } from "../load/prompt.ts";
import { APIS, type Api, isStreaming } from "../model/api.ts";
import type { CarriedBaseline } from "../model/baseline.ts";
import type { Budget, ClientContract } from "../model/contract.ts";
import { type LoadLane, largestOf, type Size, type Workload } from "../model/workload.ts";
import { isLoopback } from "./loopback.ts";

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

type Kind = (value: unknown) => boolean;

const isText: Kind = (value) => typeof value === "string" && value !== "";
const isCount: Kind = (value) => Number.isInteger(value) && Number(value) > 0;
const isOptional =
  (kind: Kind): Kind =>
  (value) =>
    value === undefined || kind(value);
const isRungs: Kind = (value) =>
  Array.isArray(value) &&
  value.length > 0 &&
  value.every((rung, index) => isCount(rung) && (index === 0 || rung > value[index - 1]));

const isRule: Kind = (value) => typeof value === "string" && parseRule(value).kind === "ok";

function isWorkload(value: unknown): boolean {
  const { lanes, perMinute } = Object(value) as Partial<Workload>;
  const isRate = perMinute === undefined || perMinute > 0;
  return (
    isRate && Array.isArray(lanes) && lanes.every(({ streams, sizes }) => isCount(streams) && sizes?.[0])
  );
}

const KINDS: { readonly [Name in keyof LadderConfig]-?: Kind } = {
  host: isText,
  url: isText,
  caFile: isOptional(isText),
  serverName: isOptional(isText),
  apiKey: isText,
  laneKeys: isOptional((value) => Object.values(Object(value)).every(isText)),
  api: isOptional((value) => APIS.some((api) => api === value)),
  model: isText,
  rungs: isRungs,
  requests: isCount,
  promptTokens: isCount,
  outputTokens: isCount,
  workload: isOptional(isWorkload),
  embedModel: isOptional(isText),
  corpusFile: isOptional(isText),
  budget: isOptional(
    (value) => typeof value === "object" && value !== null && Object.values(value).every(Number.isFinite),
  ),
  rules: isOptional((value) => Array.isArray(value) && value.every(isRule)),
  baseline: isOptional((value) => typeof value === "object" && value !== null && "samples" in value),
  plannedMemory: isOptional(isCount),
  deadlineMs: isCount,
  requestTimeoutMs: isOptional(isCount),
  revision: isText,
  out: isText,
  engineLabel: isOptional(isText),
  engineDaemon: isOptional(isText),
  engineLog: isOptional(isText),
  metricsUrl: isOptional((value) => typeof value === "string" && isLoopback(value)),
  disk: isOptional(isText),
  enginePid: isOptional(isCount),
  engineElsewhere: isOptional((value) => typeof value === "boolean"),
};

/** Reads the config. Throws `TypeError` that names what is wrong, never a value: one of them is a secret. */
export function ladderConfig(text: string): LadderConfig {
  const value = json(text);
  const wrong = Object.entries(KINDS).filter(([name, kind]) => !kind(value[name]));
  if (wrong.length > 0)
    throw new TypeError(`config on stdin: wrong or missing: ${wrong.map(([name]) => name).join(", ")}`);
  const config = value as unknown as LadderConfig;
  if (!isLoopback(config.url)) throw new TypeError("config on stdin: url is not a loopback http(s) address");
  return config;
}

function json(text: string): Readonly<Record<string, unknown>> {
  try {
    return Object(JSON.parse(text));
  } catch {
    throw new TypeError("config on stdin: not JSON");
  }
}

/** The client's side of the bargain that this config makes; `corpus` is the text of its file. */
export const contractOf = (
  config: LadderConfig,
  { runtime, corpus }: { readonly runtime: string; readonly corpus?: string | undefined },
): ClientContract => ({
  api: config.api ?? "openai-chat",
  streaming: isStreaming(config.api ?? "openai-chat"),
  keepAlive: true,
  compression: "none",
  prompt: corpus === undefined ? PROMPT_DIGEST : corpusDigest(corpus),
  ...sizeOf(config),
  ...(config.workload && { workload: config.workload }),
  library: "node:http",
  runtime,
  model: config.model,
  rungs: config.rungs,
  requests: config.requests,
  ...(config.budget && { budget: config.budget }),
});

const sizeOf = ({ workload, promptTokens, outputTokens }: LadderConfig): Size =>
  workload === undefined ? { promptTokens, outputTokens } : largestOf(workload);
