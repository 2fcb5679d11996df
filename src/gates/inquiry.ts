import type { Climb } from "../model/climb.ts";
import { looksAt } from "../model/looks.ts";
import type { Rule } from "../model/rule.ts";
import type { Held, Place } from "./held.ts";
import { isOwnBaseline } from "./limit.ts";
import { type Look, look } from "./look.ts";
import { placesOf } from "./places.ts";
import type { Standing } from "./standing.ts";

/** What is asked at a look while a climb goes on. */
export interface Inquiry {
  readonly held: Held;
  /** Those that decide over the verdict. */
  readonly rules: readonly Rule[];
  /** The least share of its level that a look has left when all have shared. */
  readonly share: number;
}

/** What is asked of a climb so far; what may be wrong with it is asked when it is judged. */
export function inquiryOf(all: Held, every: readonly Rule[]): Inquiry {
  const held: Held = { ...all, calm: true };
  const rules = every.filter(({ watched }) => !watched);
  const places = rules.flatMap((rule) => placesOf(held, rule)).length;
  return { held, rules, share: 1 / Math.max(1, places) };
}

/** The rules against rung 1 of the climb itself. */
export const againstOwn = ({ held, rules }: Inquiry): readonly Rule[] =>
  rules.filter(({ limit }) => isOwnBaseline(held, limit));

/** True when a rule has failed: no more requests can bring a pass. */
export const isLost = (inquiry: Inquiry): boolean =>
  inquiry.rules.some((rule) => hasFailed(inquiry, rule, Infinity));

/** A rule that a pass or a fail is still out on, where more requests could bring it. */
export const openRule = (
  inquiry: Inquiry,
  rules: readonly Rule[],
  isMeant: (place: Place, open: NonNullable<Look["open"]>) => boolean,
): Rule | undefined =>
  rules.find((rule) =>
    placesOf(inquiry.held, rule).some((place) => {
      const { open } = look({ held: inquiry.held, rule, general: [] }, place);
      return open !== undefined && isMeant(place, open);
    }),
  );

/** True when a rule has failed up to a rung, and will have when all that is asked has shared the chance of an error. */
export const hasFailed = (inquiry: Inquiry, rule: Rule, upTo: number): boolean =>
  looks(inquiry, rule, (place) => place === "climb" || place <= upTo).some(
    ({ verdict, open }) => verdict === "fail" || open?.fails(inquiry.share) === true,
  );

const looks = ({ held }: Inquiry, rule: Rule, isMeant: (place: Place) => boolean): readonly Look[] =>
  placesOf(held, rule)
    .filter(isMeant)
    .map((place) => look({ held, rule, general: [] }, place));

/** True while the budget lasts at a rung for a rule that is open there. */
export function mayGoOn({ climb, measurement }: Held, { hold }: Rule, { rung, requests }: Standing): boolean {
  const elapsed = measurement.rungs.find((one) => one.rung === rung)?.elapsed ?? 0;
  if (!hasTime(climb)) return false;
  return hold === undefined ? requests < (looksAt(climb.contract, rung).at(-1) ?? 0) : elapsed < hold;
}

/** True while the budget of time lasts. */
export function hasTime({ contract, samples, returned = [] }: Climb): boolean {
  const now = [...samples, ...returned].reduce((most, { end }) => Math.max(most, end), 0);
  return now <= (contract.budget?.time ?? 0);
}
