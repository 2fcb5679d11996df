import { decide, type Standing } from "../gates/decide.ts";
import type { Enrolled } from "../gates/held.ts";
import { parsedRule } from "../inventory/rule.ts";
import { measure } from "../load/measure.ts";
import type { Climb, Decision } from "../model/climb.ts";
import { fewestAt, looksAt, returnLooks } from "../model/looks.ts";
import type { Rule } from "../model/rule.ts";
import type { Sample } from "../model/sample.ts";
import { isAfterRest } from "../model/stint.ts";
import type { LoadLane } from "../model/workload.ts";
import { enrolledOf } from "./enrolled.ts";

/** What is known of a climb before its first request. */
export type Start = Pick<Climb, "host" | "contract" | "rules" | "baseline" | "plannedMemory">;

type Rung = Pick<Sample, "rung" | "lap">;

/** A rung that is held for a time is looked at after so many more requests. */
const HELD_EVERY = 20;

/**
 * Watches a climb, request by request, and says when a rung has seen enough, by the rules that judge it later. It knows
 * nothing but what the samples say, in the order in which they ended: whoever has them comes to the same decisions.
 */
export class Overseer {
  readonly decisions: Decision[] = [];
  readonly #start: Start;
  readonly #rules: readonly Rule[];
  readonly #enrolled: Enrolled | undefined;
  readonly #samples: Sample[] = [];
  readonly #returned: Sample[] = [];
  /** Requests that have ended, by rung and lane. */
  readonly #ended = new Map<string, number>();
  /** Requests of each rung that counted at the last sample. */
  readonly #counted = new Map<number, number>();
  /** The rung of the latest request, and when the last of its requests ended. */
  #here: Rung & { readonly latest: number } = { rung: 0, latest: -Infinity };

  constructor(start: Start) {
    this.#start = start;
    this.#enrolled = enrolledOf(start);
    this.#rules = (start.rules ?? []).map(parsedRule);
  }

  /** The most requests that a rung may have: more than any look, where it is held for a time. */
  most(place: Rung): number {
    return this.#isHeld(place) ? 1_000_000 : (this.#looks(place).at(-1) ?? 0);
  }

  /** Takes a request that has ended. At a look it decides; without a budget nobody looks. */
  take(sample: Sample): Decision | undefined {
    if (!isSame(sample, this.#here) || isAfterRest(sample, this.#here.latest)) this.settle();
    this.#add(sample);
    const at = this.#standing(sample);
    if (this.#start.contract.budget === undefined || !this.#isNews(at) || !this.#isLook(at)) return undefined;
    return this.#keep(this.#decide(at));
  }

  /**
   * Decides once more when every request of a rung that was let go has ended: those that were under way at the look may have opened what it
   * had decided. What it comes to counts from then on; `undefined` when it is the same.
   */
  settle(): Decision | undefined {
    const before = this.#letGo(this.#here);
    if (before === undefined) return undefined;
    const decision = this.#decide(this.#standing(before));
    return decision.kind === before.kind ? undefined : this.#keep(decision);
  }

  #decide(at: Standing): Decision {
    const climb = this.#climb();
    const held = { climb, measurement: measure(climb), ...(this.#enrolled && { enrolled: this.#enrolled }) };
    return decide(held, this.#rules, at);
  }

  #keep(decision: Decision): Decision {
    this.decisions.push(decision);
    return decision;
  }

  #climb(): Climb {
    const seen = { samples: this.#samples, returned: this.#returned, decisions: this.decisions };
    return { ...this.#start, revision: "", startedAt: "", signals: [], doubts: [], ...seen };
  }

  #add(sample: Sample): void {
    const { rung, lap, lane, end } = sample;
    (lap === undefined ? this.#samples : this.#returned).push(sample);
    const key = keyOf(rung, lane);
    if (lap === undefined) this.#ended.set(key, (this.#ended.get(key) ?? 0) + 1);
    const latest = isSame(sample, this.#here) ? Math.max(this.#here.latest, end) : end;
    this.#here = { rung, latest, ...(lap !== undefined && { lap }) };
  }

  #standing({ rung, lap }: Rung): Standing {
    if (lap !== undefined) return { rung, requests: this.#returned.length, lap };
    const ended = (lane: LoadLane | undefined): number => this.#ended.get(keyOf(rung, lane)) ?? 0;
    return { rung, requests: fewestAt(this.#start.contract, rung, ended) };
  }

  /** A request of a lane that is ahead of the others moves nothing. */
  #isNews({ rung, lap, requests }: Standing): boolean {
    if (lap !== undefined) return true;
    const isNews = this.#counted.get(rung) !== requests;
    this.#counted.set(rung, requests);
    return isNews;
  }

  /** The decision by which a rung was let go, while it holds. */
  #letGo(place: Rung): Decision | undefined {
    const last = this.decisions.at(-1);
    return last !== undefined && isSame(last, place) && last.kind !== "more" ? last : undefined;
  }

  /** A rung that was let go is not looked at again: what ends then was under way. */
  #isLook(at: Standing): boolean {
    if (this.#letGo(at) !== undefined) return false;
    const looks = this.#looks(at);
    const beyond = at.requests - (looks[0] ?? 0);
    return looks.includes(at.requests) || (this.#isHeld(at) && beyond > 0 && beyond % HELD_EVERY === 0);
  }

  #looks({ rung, lap }: Rung): readonly number[] {
    const { contract } = this.#start;
    return lap === undefined ? looksAt(contract, rung) : returnLooks(contract);
  }

  #isHeld({ rung, lap }: Rung): boolean {
    const { budget } = this.#start.contract;
    const asks = (rule: Rule): boolean =>
      rule.hold !== undefined && (rule.rung === undefined || rule.rung === rung);
    return budget !== undefined && lap === undefined && this.#rules.some(asks);
  }
}

const isSame = (one: Rung, other: Rung): boolean => one.rung === other.rung && one.lap === other.lap;

const keyOf = (rung: number, lane: LoadLane | undefined): string => `${rung} ${lane ?? ""}`;

/** The decisions that the samples of a climb come to. */
export function decisionsOf(climb: Climb): readonly Decision[] {
  const overseer = new Overseer(climb);
  for (const sample of [...climb.samples, ...(climb.returned ?? [])]) overseer.take(sample);
  // A climb that was cut off may or may not have come to look again.
  if (overseer.decisions.length < (climb.decisions?.length ?? 0)) overseer.settle();
  return overseer.decisions;
}
