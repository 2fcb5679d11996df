import type { Metric, RungMeasurement } from "../model/gate.ts";
import type { Climb, Sample } from "../model/sample.ts";
import { rateEstimate, type Yield } from "../statistics/rate-estimate.ts";
import { counted, type Measured, type Place, type Reading, unknown, where } from "./held.ts";
import { percentile, ranking } from "./percentile.ts";
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
  const samples = [...(place === "climb" ? climb.samples : at(climb, place)), ...returned];
  const last = returned.length === 0 ? "" : `, ${returned.length} of them after the return to rung 1`;
  const behind = `${counted(samples.length, "request")} ${where(place)}${last}`;
  if (samples.length === 0) return unknown(`no request was sent ${where(place)}`, behind);
  return { kind: "value", value: samples.filter(failed).length, behind };
}

const HOUR_MS = 3_600_000;

/** Fewer answers than these tell nothing of how evenly a rung runs. */
const LEAST_ANSWERS = 10;

function throughput(climb: Climb, measured: RungMeasurement): Reading {
  const behind = `${counted(measured.requests, "request")} at rung ${measured.rung}`;
  const answers = at(climb, measured.rung).filter((sample) => !failed(sample));
  const silent = answers.filter(({ outputTokens }) => outputTokens === undefined);
  if (silent.length > 0)
    return unknown(`the server counted no tokens for ${counted(silent.length, "request")}`, behind);
  const yields = answers.map((sample) => yieldOf(sample, sample.outputTokens ?? 0));
  const estimate = rateEstimate(measured.throughput, yields);
  if (answers.length < LEAST_ANSWERS || estimate === undefined)
    return unknown(
      `throughput needs ${LEAST_ANSWERS} answers with tokens, there are ${answers.length}`,
      behind,
    );
  return { kind: "value", value: measured.throughput, behind, estimate };
}

const yieldOf = ({ sent, end }: Sample, amount: number): Yield => ({ amount, time: end - sent });

function jobs(climb: Climb, { rung, requests, errors, elapsed }: RungMeasurement): Reading {
  const behind = `${counted(requests, "request")} at rung ${rung}, ${errors} failed`;
  const answers = at(climb, rung).filter((sample) => !failed(sample));
  const value = elapsed > 0 ? (answers.length / elapsed) * HOUR_MS : 0;
  const estimate = rateEstimate(
    value,
    answers.map((sample) => yieldOf(sample, 1)),
  );
  return answers.length < LEAST_ANSWERS || estimate === undefined
    ? unknown(`jobs needs ${LEAST_ANSWERS} answers, there are ${answers.length}`, behind)
    : { kind: "value", value, behind, estimate };
}

function latency(climb: Climb, metric: Metric, measured: RungMeasurement): Reading {
  const ranks = ranking(climb.samples, metric, measured.rung);
  const { name, least, series } = ranks;
  const behind = `${counted(series.length, "request")} at rung ${measured.rung}, ${measured.errors} failed`;
  const estimate = percentile(ranks);
  if (estimate === undefined)
    return unknown(`${name} needs ${counted(least, "request")}, there are ${series.length}`, behind);
  if (estimate.point === Infinity) return { kind: "infinite", behind };
  return { kind: "value", value: estimate.point, behind, estimate };
}

const at = (climb: Climb, rung: number): readonly Sample[] =>
  climb.samples.filter((sample) => sample.rung === rung);

const failed = (sample: Sample): boolean => sample.outcome !== "ok";
