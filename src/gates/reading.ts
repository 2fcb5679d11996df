import type { Metric, Quantiles, RungMeasurement } from "../model/gate.ts";
import { LEAST_SAMPLES } from "../model/least-samples.ts";
import type { Climb, Sample } from "../model/sample.ts";
import { counted, type Held, type Place, type Reading, unknown, where } from "./held.ts";
import { isSignal, signalReading } from "./signal-reading.ts";

/** Reads one metric at one place; what is not there is `unknown`, with the reason. */
export function reading(held: Held, metric: Metric, place: Place): Reading {
  if (metric === "errors") return errorCount(held.climb, place);
  if (isSignal(metric)) return signalReading(held, metric, place);
  const rung = held.measurement.rungs.find((candidate) => candidate.rung === place);
  if (rung === undefined) return unknown(`rung ${place} was not climbed`, `0 requests ${where(place)}`);
  return metric === "throughput" ? throughput(held.climb, rung) : percentile(held.climb, metric, rung);
}

function errorCount(climb: Climb, place: Place): Reading {
  const samples = place === "climb" ? climb.samples : at(climb, place);
  const behind = `${counted(samples.length, "request")} ${where(place)}`;
  if (samples.length === 0) return unknown(`no request was sent ${where(place)}`, behind);
  return { kind: "value", value: samples.filter(failed).length, behind };
}

function throughput(climb: Climb, measured: RungMeasurement): Reading {
  const behind = `${counted(measured.requests, "request")} at rung ${measured.rung}`;
  const silent = at(climb, measured.rung).filter(
    (sample) => !failed(sample) && sample.outputTokens === undefined,
  );
  if (silent.length === 0) return { kind: "value", value: measured.throughput, behind };
  return unknown(`the server counted no tokens for ${counted(silent.length, "request")}`, behind);
}

function percentile(climb: Climb, metric: Metric, measured: RungMeasurement): Reading {
  const [family, name] = metric.split(".") as ["ttft" | "completion" | "gap", keyof Quantiles];
  const ranked = family === "gap" ? gapCount(climb, measured.rung) : measured.requests;
  const behind = `${counted(ranked, "request")} at rung ${measured.rung}, ${measured.errors} failed`;
  const least = LEAST_SAMPLES[name];
  if (ranked < least)
    return unknown(`${name} needs ${counted(least, "request")}, there are ${ranked}`, behind);
  const value = measured[family][name];
  return value === undefined ? { kind: "infinite", behind } : { kind: "value", value, behind };
}

/** Requests that have a gap to rank: the failed ones, and answers of two chunks and more. */
const gapCount = (climb: Climb, rung: number): number =>
  at(climb, rung).filter((sample) => failed(sample) || sample.gapMax !== undefined).length;

const at = (climb: Climb, rung: number): readonly Sample[] =>
  climb.samples.filter((sample) => sample.rung === rung);

const failed = (sample: Sample): boolean => sample.outcome !== "ok";
