import { spreadOf } from "../../model/baseline.ts";
import type { Beside } from "../../model/contrast.ts";
import type { Metric } from "../../model/rule.ts";
import type { Estimate } from "../../statistics/interval.ts";
import { type RunNoise, ratioEstimate } from "../../statistics/ratio-estimate.ts";
import { runRatio } from "../../statistics/run-ratio.ts";
import { instrumentDoubts } from "../doubt/instrument.ts";
import { reading } from "../reading.ts";
import type { Parties, Party } from "./party.ts";

/** What decides over the whole, declared before anybody looks; the others are told beside. */
const PRIMARIES: readonly Metric[] = ["ttft.p95", "throughput"];
const METRICS: readonly Metric[] = [
  "ttft.p50",
  "ttft.p95",
  "itl.p50",
  "itl.p95",
  "completion.p50",
  "completion.p95",
  "throughput",
];

/**
 * How much two runs of the same differ where nobody has measured it: a restart, heat, the room. Standard deviation of the logarithm;
 * without it every pair of runs would differ from each other.
 */
export const ASSUMED_NOISE: RunNoise = { spread: 0.05, runs: 1001 };

/** A number that is not given its word yet. */
export interface Unworded extends Omit<Beside, "word" | "why"> {
  readonly estimate: Estimate | undefined;
  readonly why: string;
}

/** All numbers of the rungs that both sides climbed. */
export const numbersOf = (parties: Parties): readonly Unworded[] =>
  sharedRungs(parties).flatMap((rung) => {
    const doubts = doubtsAt(parties, rung);
    return METRICS.flatMap((metric) => number(parties, { metric, rung, doubts }));
  });

/** The first reason for which the rung of a climb is void. */
const doubtsAt = ({ a, b }: Parties, rung: number): ReadonlyMap<Party, string> =>
  new Map(
    [...a, ...b].flatMap((party) =>
      instrumentDoubts(party.climb, rung)
        .slice(0, 1)
        .map((why) => [party, why]),
    ),
  );

/** Rungs that every climb of both sides has. */
export function sharedRungs({ a, b }: Parties): readonly number[] {
  const all = [...a, ...b].map(({ measurement }) => measurement.rungs.map(({ rung }) => rung));
  return (all[0] ?? []).filter((rung) => all.every((rungs) => rungs.includes(rung)));
}

interface Spot extends Pick<Beside, "metric" | "rung"> {
  readonly doubts: ReadonlyMap<Party, string>;
}

/** What one climb says, or why it says nothing. */
interface Said {
  readonly value?: number;
  readonly estimate?: Estimate | undefined;
  readonly why: string;
}

function number({ a, b }: Parties, spot: Spot): readonly Unworded[] {
  const [ours, theirs] = [a.map((party) => said(party, spot)), b.map((party) => said(party, spot))];
  if ([...ours, ...theirs].every(({ why }) => why === ABSENT)) return [];
  const [over, under] = [told(theirs), told(ours)];
  const [whyA, whyB] = [silence("A", ours), silence("B", theirs)];
  const why = whyA || whyB;
  const estimate = why === "" ? ratio(over, under, noiseOf([...a, ...b], spot.metric)) : undefined;
  return [
    {
      ...{ metric: spot.metric, rung: spot.rung },
      primary: PRIMARIES.includes(spot.metric),
      ...(under.length > 0 && { a: mean(under) }),
      ...(over.length > 0 && { b: mean(over) }),
      estimate,
      why: estimate === undefined && why === "" ? "a value is zero" : why,
      ...([a, b].some((side) => isVoid(side, spot)) && { void: true }),
    },
  ];
}

/** A side says nothing where each of its climbs is void there. */
const isVoid = (side: readonly Party[], { doubts }: Spot): boolean =>
  side.every((party) => doubts.has(party));

/** An API that answers whole has no time between tokens. */
const ABSENT = "absent";

function said(party: Party, { metric, rung, doubts }: Spot): Said {
  const { contract } = party.climb;
  if (!contract.streaming && metric.startsWith("itl")) return { why: ABSENT };
  const doubt = doubts.get(party);
  if (doubt !== undefined) return { why: doubt };
  const seen = reading(party, metric, rung);
  switch (seen.kind) {
    case "unknown":
      return { why: seen.why };
    case "infinite":
      return { why: `${metric} at rung ${rung} falls on requests that failed` };
    case "value":
      return { value: seen.value, estimate: seen.estimate, why: "" };
  }
}

const told = (all: readonly Said[]): readonly Required<Said>[] =>
  all.filter((one): one is Required<Said> => one.value !== undefined && one.estimate !== undefined);

/** A climb that says nothing here is left out while another one of its side speaks. */
const silence = (side: string, all: readonly Said[]): string =>
  told(all).length > 0 ? "" : `${side}: ${all[0]?.why ?? "no climb"}`;

function ratio(
  over: readonly Required<Said>[],
  under: readonly Required<Said>[],
  noise: RunNoise,
): Estimate | undefined {
  const [first, second] = [over[0]?.estimate, under[0]?.estimate];
  if (over.length > 1 || under.length > 1) return runRatio(values(over), values(under));
  return first && second && first.point > 0 && second.point > 0
    ? ratioEstimate(first, second, noise)
    : undefined;
}

const values = (all: readonly Required<Said>[]): readonly number[] =>
  all.map(({ value }) => value).filter((value) => value !== undefined);

const mean = (all: readonly Required<Said>[]): number =>
  Math.exp(values(all).reduce((sum, value) => sum + Math.log(value), 0) / all.length);

/** As measured from run to run where a climb carries that, and else as assumed. */
function noiseOf(parties: readonly Party[], metric: Metric): RunNoise {
  const floor = parties.map(({ climb }) => climb.baseline?.noise).find((noise) => noise !== undefined);
  const spread = floor && spreadOf(floor, metric);
  return floor === undefined || spread === undefined ? ASSUMED_NOISE : { spread, runs: floor.runs.length };
}
