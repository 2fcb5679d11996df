import { decide } from "../gates/decide.ts";
import type { Enrolled, Held } from "../gates/held.ts";
import type { Standing } from "../gates/standing.ts";
import { upAgain } from "../gates/up-again.ts";
import { parsedRule } from "../inventory/rule.ts";
import { measure } from "../load/measure.ts";
import type { Climb, Decision } from "../model/climb.ts";
import { looksAt, returnLooks } from "../model/looks.ts";
import type { Rule } from "../model/rule.ts";
import type { Sample } from "../model/sample.ts";
import { enrolledOf } from "./enrolled.ts";
import { isSame, Progress, type Rung } from "./progress.ts";

/** What is known of a climb before its first request. */
export type Start = Pick<Climb, "host" | "contract" | "rules" | "baseline" | "plannedMemory">;

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
  readonly #progress: Progress;
  /** Looks that end a further return, once it can show a drift. */
  readonly #returns: number[] = [];

  constructor(start: Start) {
    this.#start = start;
    this.#progress = new Progress(start.contract);
    this.#enrolled = enrolledOf(start);
    this.#rules = (start.rules ?? []).map(parsedRule);
  }

  /** The most requests that a rung may still have, in each lane: more than any look asks, where it is held for a time. */
  most(place: Rung): number {
    const last = this.#isHeld(place) ? 1_000_000 : (this.#looks(place).at(-1) ?? 0);
    return last - this.#progress.at(place).requests;
  }

  /** What a rung has for sure after so many requests; it may get more. */
  wanted(place: Rung, requests: number): number {
    const looks = this.#looks(place);
    return looks.find((look) => look > requests) ?? looks.at(-1) ?? 0;
  }

  /** Takes a request that has ended. At a look it decides; without a budget nobody looks. */
  take(sample: Sample): Decision | undefined {
    const progress = this.#progress;
    if (progress.isApart(sample)) this.settle();
    if (sample.lap === undefined) this.upAgain();
    progress.add(sample);
    const at = progress.at(sample);
    if (this.#start.contract.budget === undefined || !progress.isNews(at) || !this.#isLook(at))
      return undefined;
    return this.#keep(this.#decide(at));
  }

  /**
   * Decides once more when every request of a rung that was let go has ended: those that were under way at the look may have opened what it
   * had decided. What it comes to counts from then on; `undefined` when it is the same.
   */
  settle(): Decision | undefined {
    const before = this.#letGo(this.#progress.here);
    if (before === undefined) return undefined;
    const decision = this.#decide(this.#progress.at(before));
    return decision.kind === before.kind ? undefined : this.#keep(decision);
  }

  /** When the climb has returned: the rung that goes on after all, where a rule is undecided with the baseline as it is now. */
  upAgain(): Decision | undefined {
    if (this.#letGo(this.#progress.here)?.lap === undefined) return undefined;
    const decision = upAgain(this.#held(), this.#rules, this.#progress.climbed);
    if (decision === undefined) return undefined;
    const [least = 0] = returnLooks(this.#start.contract);
    this.#returns.push(this.#progress.returned.length + least);
    return this.#keep(decision);
  }

  #decide(at: Standing): Decision {
    return decide(this.#held(), this.#rules, at);
  }

  #held(): Held {
    const climb = this.#climb();
    return { climb, measurement: measure(climb), ...(this.#enrolled && { enrolled: this.#enrolled }) };
  }

  #keep(decision: Decision): Decision {
    this.decisions.push(decision);
    return decision;
  }

  #climb(): Climb {
    const { samples, returned } = this.#progress;
    const seen = { samples, returned, decisions: this.decisions };
    return { ...this.#start, revision: "", startedAt: "", signals: [], doubts: [], ...seen };
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
    if (lap === undefined) return looksAt(contract, rung);
    return [...returnLooks(contract), ...this.#returns].sort((a, b) => a - b);
  }

  #isHeld({ rung, lap }: Rung): boolean {
    const { budget } = this.#start.contract;
    const asks = (rule: Rule): boolean =>
      rule.hold !== undefined && (rule.rung === undefined || rule.rung === rung);
    return budget !== undefined && lap === undefined && this.#rules.some(asks);
  }
}

/** The decisions that the samples of a climb come to. */
export function decisionsOf(climb: Climb): readonly Decision[] {
  const overseer = new Overseer(climb);
  for (const sample of inOrder(climb)) overseer.take(sample);
  // A climb that was cut off may or may not have come to look again, or to go up again.
  const isMissing = (): boolean => overseer.decisions.length < (climb.decisions?.length ?? 0);
  if (isMissing()) overseer.settle();
  if (isMissing()) overseer.upAgain();
  return overseer.decisions;
}

/** The requests of both laps, each in the order in which they ended: what had ended at the return comes before what was sent after it. */
function* inOrder({ samples, returned = [] }: Climb): Generator<Sample> {
  let back = 0;
  for (const sample of samples) {
    for (let next = returned[back]; next !== undefined && next.end < sample.sent; next = returned[back]) {
      yield next;
      back += 1;
    }
    yield sample;
  }
  yield* returned.slice(back);
}
