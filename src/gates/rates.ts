import type { RungMeasurement } from "../model/gate.ts";
import type { Climb, Sample } from "../model/sample.ts";
import { rateEstimate, type Yield } from "../statistics/rate-estimate.ts";
import { counted, type Reading, unknown } from "./held.ts";

/** The requests of one rung. */
export const samplesAt = (climb: Climb, rung: number): readonly Sample[] =>
  climb.samples.filter((sample) => sample.rung === rung);

/** True for a request without a whole answer. */
export const isFailed = (sample: Sample): boolean => sample.outcome !== "ok";

const HOUR_MS = 3_600_000;

/** Fewer answers than these tell nothing of how evenly a rung runs. */
const LEAST_ANSWERS = 10;

/** Tokens per second, all streams together. */
export function throughput(climb: Climb, measured: RungMeasurement): Reading {
  const behind = `${counted(measured.requests, "request")} at rung ${measured.rung}`;
  const answers = samplesAt(climb, measured.rung).filter((sample) => !isFailed(sample));
  const silent = answers.filter(({ outputTokens }) => outputTokens === undefined);
  if (silent.length > 0)
    return unknown(`the server counted no tokens for ${counted(silent.length, "request")}`, behind);
  const yields = yieldsAt(climb, measured.rung, ({ outputTokens = 0 }) => outputTokens);
  const estimate = rateEstimate(measured.throughput, yields);
  if (answers.length < LEAST_ANSWERS || estimate === undefined)
    return unknown(
      `throughput needs ${LEAST_ANSWERS} answers with tokens, there are ${answers.length}`,
      behind,
    );
  return { kind: "value", value: measured.throughput, behind, estimate };
}

/** Whole answers per hour, all streams together. */
export function jobs(climb: Climb, { rung, requests, errors, elapsed }: RungMeasurement): Reading {
  const behind = `${counted(requests, "request")} at rung ${rung}, ${errors} failed`;
  const answers = samplesAt(climb, rung).filter((sample) => !isFailed(sample));
  const value = elapsed > 0 ? (answers.length / elapsed) * HOUR_MS : 0;
  const estimate = rateEstimate(
    value,
    yieldsAt(climb, rung, () => 1),
  );
  return answers.length < LEAST_ANSWERS || estimate === undefined
    ? unknown(`jobs needs ${LEAST_ANSWERS} answers, there are ${answers.length}`, behind)
    : { kind: "value", value, behind, estimate };
}

/**
 * What each request brought, and the time that it cost: a failed one brings nothing, and its time is in the rate all the same. In an
 * open loop requests come whether or not others have ended: there the time is the one until the next of them.
 */
function yieldsAt(climb: Climb, rung: number, of: (sample: Sample) => number): readonly Yield[] {
  const samples = samplesAt(climb, rung);
  const amount = (sample: Sample): number => (isFailed(sample) ? 0 : of(sample));
  if (climb.contract.workload?.perMinute === undefined)
    return samples.map((sample) => ({ amount: amount(sample), time: sample.end - sample.sent }));
  const sent = [...samples].sort((a, b) => a.sent - b.sent);
  return sent.flatMap((sample, index) => {
    const next = sent[index + 1];
    return next === undefined ? [] : [{ amount: amount(sample), time: next.sent - sample.sent }];
  });
}
