import type { Climb } from "../model/climb.ts";
import { endedIn, footing, isBrief, LEAST_ANSWERS } from "../model/footing.ts";
import type { RungMeasurement } from "../model/measurement.ts";
import { isFailed, type Sample } from "../model/sample.ts";
import type { Span } from "../model/steady.ts";
import { rateEstimate, type Yield } from "../statistics/rate-estimate.ts";
import { counted, type Reading, unknown } from "./held.ts";

/** The requests of one rung. */
export const samplesAt = (climb: Climb, rung: number): readonly Sample[] =>
  climb.samples.filter((sample) => sample.rung === rung);

/** Tokens per second, all streams together. */
export function throughput(climb: Climb, measured: RungMeasurement): Reading {
  const samples = samplesAt(climb, measured.rung);
  const silent = samples.filter((sample) => !isFailed(sample) && sample.outputTokens === undefined);
  return silent.length > 0
    ? unknown(`the server counted no tokens for ${counted(silent.length, "request")}`, behind(measured))
    : rate("throughput", { samples, measured, of: ({ outputTokens = 0 }) => outputTokens });
}

/** Whole answers per hour, all streams together. */
export const jobs = (climb: Climb, measured: RungMeasurement): Reading =>
  rate("jobs", { samples: samplesAt(climb, measured.rung), measured, of: () => 1 });

const behind = ({ requests, rung, errors }: RungMeasurement): string =>
  `${counted(requests, "request")} at rung ${rung}, ${errors} failed`;

interface Counted {
  readonly samples: readonly Sample[];
  readonly measured: RungMeasurement;
  /** What an answer brings. */
  readonly of: (sample: Sample) => number;
}

function rate(name: "throughput" | "jobs", counted: Counted): Reading {
  const { samples, measured, of } = counted;
  const { steady = [] } = measured;
  const value = measured[name];
  const lack = lackOf(name, counted);
  if (value === undefined || lack !== undefined)
    return unknown(lack ?? `${name} is not known`, behind(measured));
  const brings = (sample: Sample): number => (isFailed(sample) ? 0 : of(sample));
  const estimate = rateEstimate(value, viewsOf(samples, steady, brings));
  return estimate === undefined
    ? unknown(`${name} has no interval: no answer brought anything`, behind(measured))
    : { kind: "value", value, behind: behind(measured), estimate };
}

/** Why a rate is not to be believed. */
function lackOf(name: string, { samples, measured: { rung, steady = [] } }: Counted): string | undefined {
  if (steady.length === 0)
    return `${name} needs a time in which all streams are busy, and rung ${rung} had none`;
  const on = footing(samples, steady);
  if (on.answers < LEAST_ANSWERS)
    return `${name} needs ${LEAST_ANSWERS} answers that end while all streams are busy, there are ${on.answers}`;
  return isBrief(on)
    ? `${name} needs a rung of more requests: ${on.underWay} of ${samples.length} were still under way when the last one was sent, and a quarter may be`
    : undefined;
}

/**
 * What each request of the steady parts brought, and the time that it cost: a failed one brings nothing, and its time is in the rate all the
 * same. Streams that do not wait for each other vary by the whole time of a request, and those that share slots by the time of
 * its answer, since the time before that is others' too: the wider of both counts. In an open loop requests come
 * whether or not others have ended: there the time is the one since the answer before.
 */
function viewsOf(
  samples: readonly Sample[],
  steady: readonly Span[],
  amount: (sample: Sample) => number,
): readonly (readonly Yield[])[] {
  if (samples.some(({ planned }) => planned !== undefined))
    return [steady.flatMap((span) => apart(endedIn(samples, span), amount))];
  const whole = steady
    .flatMap((span) => endedIn(samples, span).filter(({ sent }) => sent > span.from))
    .sort((a, b) => a.index - b.index);
  const view = (since: (sample: Sample) => number): readonly Yield[] =>
    whole.map((sample) => ({ amount: amount(sample), time: sample.end - since(sample) }));
  return [view(({ sent }) => sent), view(({ sent, firstToken = sent }) => firstToken)];
}

function apart(ended: readonly Sample[], amount: (sample: Sample) => number): readonly Yield[] {
  const inOrder = [...ended].sort((a, b) => a.end - b.end);
  return inOrder.flatMap((sample, index) => {
    const before = inOrder[index - 1];
    return before === undefined ? [] : [{ amount: amount(sample), time: sample.end - before.end }];
  });
}
