import type { Climb } from "../model/climb.ts";
import type { RungMeasurement } from "../model/measurement.ts";
import type { Metric } from "../model/rule.ts";
import { isFailed } from "../model/sample.ts";
import { counted, type Measured, type Place, type Reading, unknown, where } from "./held.ts";
import { percentile, ranking } from "./percentile.ts";
import { jobs, samplesAt, throughput } from "./rates.ts";
import { isSignal, signalReading } from "./signal-reading.ts";

/** Reads one metric at one place; what is not there is `unknown`, with the reason. */
export function reading(seen: Measured, metric: Metric, place: Place): Reading {
  if (metric === "errors") return errorCount(seen.climb, place);
  if (isSignal(metric)) return signalReading(seen, metric, place);
  const rung = seen.measurement.rungs.find((candidate) => candidate.rung === place);
  if (rung === undefined) return unknown(`rung ${place} was not climbed`, `0 requests ${where(place)}`);
  if (metric === "throughput") return throughput(seen.climb, rung);
  return metric === "jobs" ? jobs(seen.climb, rung) : latency(seen.climb, metric, rung);
}

/** The whole climb holds what was sent after the return to rung 1, too; rung 1 itself, as for its times, the start alone. */
function errorCount(climb: Climb, place: Place): Reading {
  const returned = place === "climb" ? (climb.returned ?? []) : [];
  const samples = [...(place === "climb" ? climb.samples : samplesAt(climb, place)), ...returned];
  const last = returned.length === 0 ? "" : `, ${returned.length} of them after the return to rung 1`;
  const behind = `${counted(samples.length, "request")} ${where(place)}${last}`;
  if (samples.length === 0) return unknown(`no request was sent ${where(place)}`, behind);
  return { kind: "value", value: samples.filter(isFailed).length, behind };
}

function latency(climb: Climb, metric: Metric, measured: RungMeasurement): Reading {
  const ranks = ranking(climb.samples, metric, measured.rung);
  const { name, least, series } = ranks;
  const behind = `${counted(series.length, "request")} at rung ${measured.rung}, ${measured.errors} failed`;
  const estimate = percentile(ranks);
  if (estimate === undefined)
    return unknown(`${name} needs ${counted(least, "request")}, there are ${series.length}`, behind);
  if (estimate.point === Infinity) return { kind: "infinite", behind, estimate };
  return { kind: "value", value: estimate.point, behind, estimate };
}
