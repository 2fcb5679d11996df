import { Overseer } from "../../src/climb/overseer.ts";
import { PROMPT_DIGEST } from "../../src/load/prompt.ts";
import type { ClientContract } from "../../src/model/contract.ts";
import { inFlight } from "../../src/model/in-flight.ts";
import { returnLooks } from "../../src/model/looks.ts";
import type { Climb, RungDoubt, Sample } from "../../src/model/sample.ts";
import { chance } from "./chance.ts";
import { Climbed, type Host } from "./host.ts";

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
    const seen = climbRung(climbed.rung(rung), overseer, { rung });
    samples.push(...seen);
    doubts.push({ rung, loopDelayP99: 1, inFlight: inFlight(seen, rung) });
    if (overseer.decisions.at(-1)?.kind === "stop") break;
  }
  const from = samples.filter(({ rung }) => rung === 1).length;
  const back = { rung: 1, lap: 2 };
  const returned =
    returnLooks(contract).length === 0 ? [] : climbRung(climbed.rung(1, { from, lap: 2 }), overseer, back);
  if (returned.length > 0) doubts.push({ ...back, loopDelayP99: 1, inFlight: inFlight(returned, 1) });
  return {
    ...{ host: "sim", revision: "sha256:0", contract, startedAt: "", samples, signals: [], doubts },
    ...(budget !== undefined && { rules, decisions: overseer.decisions, returned }),
  };
}

function climbRung(
  requests: Generator<Sample>,
  overseer: Overseer,
  place: Pick<Sample, "rung" | "lap">,
): readonly Sample[] {
  const most = overseer.most(place);
  const seen: Sample[] = [];
  for (let isOver = false; !isOver; ) {
    const sample: Sample = requests.next().value;
    seen.push(sample);
    const decision = overseer.take(sample);
    isOver = (decision !== undefined && decision.kind !== "more") || seen.length >= most;
  }
  return whole(seen, requests);
}

/** What was under way when the rung was let go comes in, too: until no index is missing. */
function whole(seen: readonly Sample[], requests: Generator<Sample>): readonly Sample[] {
  const all = [...seen];
  const highest = Math.max(...all.map(({ index }) => index));
  const least = Math.min(...all.map(({ index }) => index));
  while (all.length < highest - least + 1) {
    const next: Sample = requests.next().value;
    if (next.index <= highest) all.push(next);
  }
  return all;
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
