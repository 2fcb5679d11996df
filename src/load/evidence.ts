import { APIS } from "../model/api.ts";
import type { Climb, RungDoubt } from "../model/climb.ts";
import { LOAD_LANES, WORKLOADS } from "../model/workload.ts";
import { malformed } from "./malformed.ts";
import { samplesFromCsv, samplesToCsv } from "./samples-csv.ts";
import { withLaps } from "./signal-laps.ts";
import { signalsFromCsv, signalsToCsv } from "./signals-csv.ts";

/** A climb as it lies on disk: three texts, named for their files. */
export interface Evidence {
  /** `climb.json`: everything but samples and signals. */
  readonly climb: string;
  /** `samples.csv` */
  readonly samples: string;
  /** `signals.csv` */
  readonly signals: string;
}

/** The climb as text. */
export function climbToEvidence(climb: Climb): Evidence {
  const { samples, signals, returned = [], ...head } = climb;
  return {
    climb: `${JSON.stringify(head, undefined, 2)}\n`,
    samples: samplesToCsv([...samples, ...returned]),
    signals: signalsToCsv(signals),
  };
}

/** The climb that the three texts tell of. Throws `Failure` `evidence-malformed` that names the file. */
export function climbFromEvidence(evidence: Evidence): Climb {
  const all = samplesFromCsv(evidence.samples);
  const returned = all.filter(({ lap }) => lap !== undefined);
  const samples = all.filter(({ lap }) => lap === undefined);
  const signals = withLaps(signalsFromCsv(evidence.signals), { samples, returned });
  return { ...headOf(evidence.climb), samples, ...(returned.length > 0 && { returned }), signals };
}

type Head = Omit<Climb, "samples" | "signals" | "returned">;

function headOf(text: string): Head {
  const value = json(text);
  if (!isHead(value))
    throw malformed("climb.json", "host, revision, startedAt, contract or doubts are not as written");
  return value;
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw malformed("climb.json", "it is not JSON");
  }
}

const isHead = (value: unknown): value is Head =>
  isRecord(value) &&
  ["host", "revision", "startedAt"].every((name) => typeof value[name] === "string") &&
  isContract(value["contract"]) &&
  Array.isArray(value["doubts"]) &&
  value["doubts"].every(isDoubt) &&
  isAbsentOr(value["rules"], (rules) => rules.every((rule) => typeof rule === "string")) &&
  isAbsentOr(value["decisions"], (decisions) => decisions.every(isDecision)) &&
  (value["baseline"] === undefined || isBaseline(value["baseline"]));

const isAbsentOr = (value: unknown, fits: (list: readonly unknown[]) => boolean): boolean =>
  value === undefined || (Array.isArray(value) && fits(value));

const isBaseline = (value: unknown): boolean =>
  isRecord(value) &&
  ["name", "samples"].every((name) => typeof value[name] === "string") &&
  isContract(value["contract"]);

const isDecision = (value: unknown): boolean =>
  isRecord(value) &&
  ["rung", "requests"].every((name) => Number.isInteger(value[name])) &&
  ["more", "next", "stop"].includes(String(value["kind"])) &&
  typeof value["why"] === "string";

const isContract = (value: unknown): boolean =>
  isRecord(value) &&
  APIS.some((api) => api === value["api"]) &&
  typeof value["streaming"] === "boolean" &&
  value["keepAlive"] === true &&
  value["compression"] === "none" &&
  ["model", "prompt", "library", "runtime"].every((name) => typeof value[name] === "string") &&
  ["promptTokens", "outputTokens", "requests"].every((name) => Number.isInteger(value[name])) &&
  Array.isArray(value["rungs"]) &&
  value["rungs"].every(Number.isInteger) &&
  (value["budget"] === undefined || isBudget(value["budget"])) &&
  (value["workload"] === undefined || isWorkload(value["workload"]));

const isWorkload = (value: unknown): boolean =>
  isRecord(value) &&
  WORKLOADS.some((name) => name === value["name"]) &&
  (value["perMinute"] === undefined || Number(value["perMinute"]) > 0) &&
  Array.isArray(value["lanes"]) &&
  value["lanes"].length > 0 &&
  value["lanes"].every(isLaneLoad);

const isLaneLoad = (value: unknown): boolean =>
  isRecord(value) &&
  LOAD_LANES.some((lane) => lane === value["lane"]) &&
  APIS.some((api) => api === value["api"]) &&
  Number.isInteger(value["streams"]) &&
  (value["proxyLane"] === undefined || typeof value["proxyLane"] === "string") &&
  Array.isArray(value["sizes"]) &&
  value["sizes"].every(
    (size) =>
      isRecord(size) && ["promptTokens", "outputTokens"].every((name) => Number.isInteger(size[name])),
  );

const isBudget = (value: unknown): boolean =>
  isRecord(value) && ["requests", "time"].every((name) => Number.isFinite(value[name]));

const isDoubt = (value: unknown): value is RungDoubt =>
  isRecord(value) && ["rung", "loopDelayP99", "inFlight"].every((name) => Number.isFinite(value[name]));

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null;
