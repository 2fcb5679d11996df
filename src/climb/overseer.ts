import { decide, type Standing } from "../gates/decide.ts";
import type { Enrolled } from "../gates/held.ts";
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

  constructor(start: Start) {
    this.#start = start;
    this.#progress = new Progress(start.contract);
    this.#enrolled = enrolledOf(start);
    this.#rules = (start.rules ?? []).map(parsedRule);
  }

  /** The most requests that a rung may have: more than any look, where it is held for a time. */
  most(place: Rung): number {
    return this.#isHeld(place) ? 1_000_000 : (this.#looks(place).at(-1) ?? 0);
  }

  /** Takes a request that has ended. At a look it decides; without a budget nobody looks. */
  take(sample: Sample): Decision | undefined {
    const progress = this.#progress;
    if (progress.isApart(sample)) this.settle();
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
    return lap === undefined ? looksAt(contract, rung) : returnLooks(contract);
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
  for (const sample of [...climb.samples, ...(climb.returned ?? [])]) overseer.take(sample);
  // A climb that was cut off may or may not have come to look again.
  if (overseer.decisions.length < (climb.decisions?.length ?? 0)) overseer.settle();
  return overseer.decisions;
}
