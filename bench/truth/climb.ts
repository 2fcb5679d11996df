import { Overseer } from "../../src/climb/overseer.ts";
import { PROMPT_DIGEST } from "../../src/load/prompt.ts";
import type { Climb, RungDoubt } from "../../src/model/climb.ts";
import type { ClientContract } from "../../src/model/contract.ts";
import { inFlight } from "../../src/model/in-flight.ts";
import type { Sample } from "../../src/model/sample.ts";
import { goneOn, REST_MS } from "../../src/model/stint.ts";
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
  const seen = seenBy(new Climbed(host, chance(seed)), overseer, contract);
  const samples = seen.filter(({ lap }) => lap === undefined);
  const returned = seen.filter(({ lap }) => lap !== undefined);
  const places = [...new Set(samples.map(({ rung }) => rung))].map((rung) => ({ rung }));
  const doubts = [...places, ...(returned.length > 0 ? [RETURN] : [])].map((place) =>
    well(seen, place, overseer),
  );
  return {
    ...{ host: "sim", revision: "sha256:0", contract, startedAt: "", samples, signals: [], doubts },
    ...(budget !== undefined && { rules, decisions: overseer.decisions, returned }),
  };
}

type Place = Pick<Sample, "rung" | "lap">;

const RETURN: Place = { rung: 1, lap: 2 };

/** All requests in the order in which they ended. */
function seenBy(climbed: Climbed, overseer: Overseer, { rungs, budget }: ClientContract): readonly Sample[] {
  const seen: Sample[] = [];
  const visit = (place: Place): void => void seen.push(...climbRung({ climbed, overseer, seen }, place));
  for (const rung of rungs) {
    visit({ rung });
    if (overseer.decisions.at(-1)?.kind === "stop") break;
  }
  if (budget !== undefined) visit(RETURN);
  for (let open = overseer.upAgain(); open !== undefined; open = overseer.upAgain()) {
    visit({ rung: open.rung });
    visit(RETURN);
  }
  return seen;
}

/** What a client without a fault says of itself. */
const well = (seen: readonly Sample[], place: Place, { decisions }: Overseer): RungDoubt => ({
  ...{ ...place, loopDelayP99: 1 },
  inFlight: inFlight(seen.filter(isAt(place)), place.rung, goneOn(decisions, place)),
});

const isAt =
  (place: Place) =>
  (one: Place): boolean =>
    one.rung === place.rung && one.lap === place.lap;

interface Ongoing {
  readonly climbed: Climbed;
  readonly overseer: Overseer;
  readonly seen: readonly Sample[];
}

/** A rung, until what was decided when it was let go holds with its last request; where the climb comes to it again it goes on. */
function climbRung({ climbed, overseer, seen }: Ongoing, place: Place): readonly Sample[] {
  const more: Sample[] = [];
  const from = seen.filter(({ rung }) => rung === place.rung).length;
  const before = seen.filter(isAt(place)).length;
  do {
    const rest = before + more.length === 0 ? 0 : REST_MS;
    const at = { ...place, from: from + more.length, rest };
    more.push(...stint(climbed.rung(at), overseer, { ...at, most: overseer.most(place) }));
  } while (overseer.settle()?.kind === "more");
  return more;
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
