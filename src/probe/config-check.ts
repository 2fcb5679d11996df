import { parseRule } from "../inventory/rule.ts";
import { APIS } from "../model/api.ts";
import type { Workload } from "../model/workload.ts";
import type { LadderConfig } from "./config.ts";
import { isText, json } from "./json.ts";
import { isLoopback } from "./loopback.ts";

type Kind = (value: unknown) => boolean;

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
  if (value === undefined) throw new TypeError("config on stdin: not a JSON object");
  const wrong = Object.entries(KINDS).filter(([name, kind]) => !kind(value[name]));
  if (wrong.length > 0)
    throw new TypeError(`config on stdin: wrong or missing: ${wrong.map(([name]) => name).join(", ")}`);
  const config = value as unknown as LadderConfig;
  if (!isLoopback(config.url)) throw new TypeError("config on stdin: url is not a loopback http(s) address");
  return config;
}
