import { Overseer } from "../../src/climb/overseer.ts";
import { PROMPT_DIGEST } from "../../src/load/prompt.ts";
import type { Climb, RungDoubt } from "../../src/model/climb.ts";
import type { ClientContract } from "../../src/model/contract.ts";
import { inFlight } from "../../src/model/in-flight.ts";
import { returnLooks } from "../../src/model/looks.ts";
import type { Sample } from "../../src/model/sample.ts";
import { goneOn, REST_MS } from "../../src/model/stint.ts";
import { chance } from "./chance.ts";
import { type Beginning, Climbed, type Host } from "./host.ts";

/** What is climbed, and by which rules. */
export interface Wish {
  readonly host: Host;
  readonly seed: number;
  readonly rungs: readonly number[];
  readonly requests: number;
  /** Requests per rung at most; absent: rungs of fixed length. */
  readonly budget?: number;
  readonly rules: readonly string[];
}

/** No virtual climb runs out of time. */
const ENDLESS_MS = 1e12;

/** Climbs a host in virtual time as the probe climbs a real one: the same overseer says when a rung has seen enough. */
export function virtualClimb({ host, seed, rungs, requests, budget, rules }: Wish): Climb {
  const contract: ClientContract = {
    ...CONTRACT,
    rungs,
    requests,
    ...(budget !== undefined && { budget: { requests: budget, time: ENDLESS_MS } }),
  };
  const overseer = new Overseer({ host: "sim", contract, rules });
  const climbed = new Climbed(host, chance(seed));
  const samples: Sample[] = [];
  const doubts: RungDoubt[] = [];
  for (const rung of rungs) {
    const seen = climbRung(climbed, overseer, { rung });
    samples.push(...seen);
    doubts.push(well(seen, { rung }, overseer));
    if (overseer.decisions.at(-1)?.kind === "stop") break;
  }
  const from = samples.filter(({ rung }) => rung === 1).length;
  const back = { rung: 1, lap: 2, from };
  const returned = returnLooks(contract).length === 0 ? [] : climbRung(climbed, overseer, back);
  if (returned.length > 0) doubts.push(well(returned, { rung: 1, lap: 2 }, overseer));
  return {
    ...{ host: "sim", revision: "sha256:0", contract, startedAt: "", samples, signals: [], doubts },
    ...(budget !== undefined && { rules, decisions: overseer.decisions, returned }),
  };
}

/** What a client without a fault says of itself. */
const well = (
  seen: readonly Sample[],
  place: Pick<Sample, "rung" | "lap">,
  { decisions }: Overseer,
): RungDoubt => ({
  ...{ ...place, loopDelayP99: 1 },
  inFlight: inFlight(seen, place.rung, goneOn(decisions, place)),
});

type Place = Pick<Sample, "rung" | "lap"> & Pick<Beginning, "from">;

/** A rung, until what was decided when it was let go holds with its last request. */
function climbRung(climbed: Climbed, overseer: Overseer, { from = 0, ...place }: Place): readonly Sample[] {
  const seen: Sample[] = [];
  const most = overseer.most(place);
  do {
    const rest = seen.length === 0 ? 0 : REST_MS;
    const at = { ...place, from: from + seen.length, rest };
    seen.push(...stint(climbed.rung(at), overseer, { ...at, most: most - seen.length }));
  } while (overseer.settle()?.kind === "more");
  return seen;
}

/** Requests until the rung is let go, and those that its streams have begun by then. */
function stint(
  requests: Generator<Sample>,
  overseer: Overseer,
  { rung, from, most }: { readonly rung: number; readonly from: number; readonly most: number },
): readonly Sample[] {
  const seen: Sample[] = [];
  for (let end = most; seen.length < end; ) {
    const sample: Sample = requests.next().value;
    if (sample.index >= from + end) continue;
    seen.push(sample);
    const decision = overseer.take(sample);
    if (decision !== undefined && decision.kind !== "more") end = Math.min(end, seen.length + rung);
  }
  return seen;
}

const CONTRACT = {
  api: "openai-chat",
  streaming: true,
  keepAlive: true,
  compression: "none",
  prompt: PROMPT_DIGEST,
  library: "none",
  model: "sim",
  promptTokens: 256,
  outputTokens: 32,
  runtime: "virtual",
} as const;

/** How long the climb took, ms of virtual time. */
export const duration = ({ samples, returned = [] }: Climb): number =>
  [...samples, ...returned].reduce((most, { end }) => Math.max(most, end), 0);
