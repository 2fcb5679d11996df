import type { Climb, Decision } from "../model/climb.ts";
import { looksAt, returnLooks } from "../model/looks.ts";
import { queueOnset } from "../model/queueing.ts";
import type { Rule } from "../model/rule.ts";
import type { Held, Place } from "./held.ts";
import { isOwnBaseline } from "./limit.ts";
import { type Look, look } from "./look.ts";
import { placesOf } from "./places.ts";

/** Where the climb stands. */
export interface Standing {
  readonly rung: number;
  readonly lap?: number;
  /** Requests of this rung and lap that have ended. */
  readonly requests: number;
}

/**
 * What to do at a look: go on with this rung while a rule is undecided there and the budget lasts, go to the next one, or
 * stop because requests queue and no rule asks for more. Once a rule has failed nothing is extended: more requests could
 * not bring a pass. Only samples decide, so that everyone who has them decides alike.
 */
export function decide(held: Held, rules: readonly Rule[], at: Standing): Decision {
  const inquiry = inquiryOf(held, rules, at);
  return { ...at, ...(at.lap === undefined ? onTheWayUp(inquiry) : onReturn(inquiry)) };
}

interface Inquiry {
  readonly held: Held;
  /** Those that decide over the verdict. */
  readonly rules: readonly Rule[];
  readonly at: Standing;
  /** The least share of its level that a look has left when all have shared. */
  readonly share: number;
}

function inquiryOf(all: Held, every: readonly Rule[], at: Standing): Inquiry {
  const held: Held = { ...all, calm: true };
  const rules = every.filter(({ watched }) => !watched);
  const places = rules.flatMap((rule) => placesOf(held, rule)).length;
  return { held, rules, at, share: 1 / Math.max(1, places) };
}

/**
 * A rung is let go for its baseline's sake only when it would decide with so little of its level: later looks have less to
 * spend, and the baseline stays uncertain, too.
 */
const ROOM = 1 / 8;

type Call = Pick<Decision, "kind" | "why">;

function onTheWayUp(inquiry: Inquiry): Call {
  const { held, rules, at } = inquiry;
  const broken = rules.find((rule) => hasFailed(inquiry, rule, at.rung));
  const open =
    broken === undefined
      ? openRule(inquiry, rules, (place, { wantsBaseline }) => place === at.rung && !wantsBaseline(ROOM))
      : undefined;
  if (open !== undefined && mayGoOn(held, open, at)) return { kind: "more", why: `undecided: ${open.text}` };
  const onset = queueOnset(held.measurement.rungs);
  if (onset !== undefined && (broken !== undefined || !rules.some((rule) => asksAbove(inquiry, rule))))
    return { kind: "stop", why: `requests queue at rung ${onset.rung}, and ${whyNoMore(broken)}` };
  return { kind: "next", why: whyNext(broken, open) };
}

const whyNoMore = (broken: Rule | undefined): string =>
  broken === undefined ? "no rule asks for more streams" : `${broken.text} has failed`;

function whyNext(broken: Rule | undefined, open: Rule | undefined): string {
  if (broken !== undefined) return `nothing can be won by more: ${broken.text} has failed`;
  return open === undefined ? "every rule is decided here" : `the budget is spent, undecided: ${open.text}`;
}

function onReturn(inquiry: Inquiry): Call {
  const { held, rules, at } = inquiry;
  const relative = rules.filter(({ limit }) => isOwnBaseline(held, limit));
  const isLost = rules.some((rule) => hasFailed(inquiry, rule, Infinity));
  const open = isLost
    ? undefined
    : openRule(inquiry, relative, (place, { wantsBaseline }) => place !== "climb" && wantsBaseline(1));
  const isLast = at.requests >= (returnLooks(held.climb.contract).at(-1) ?? 0);
  if (open !== undefined && !isLast && hasTime(held.climb))
    return { kind: "more", why: `undecided for want of a baseline: ${open.text}` };
  return { kind: "stop", why: "the climb has returned to where it began" };
}

/** A rule that a pass or a fail is still out on, where more requests could bring it. */
const openRule = (
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
const hasFailed = (inquiry: Inquiry, rule: Rule, upTo: number): boolean =>
  looks(inquiry, rule, (place) => place === "climb" || place <= upTo).some(
    ({ verdict, open }) => verdict === "fail" || open?.fails(inquiry.share) === true,
  );

const looks = ({ held }: Inquiry, rule: Rule, isMeant: (place: Place) => boolean): readonly Look[] =>
  placesOf(held, rule)
    .filter(isMeant)
    .map((place) => look({ held, rule, general: [] }, place));

function mayGoOn({ climb, measurement }: Held, { hold }: Rule, { rung, requests }: Standing): boolean {
  const elapsed = measurement.rungs.find((one) => one.rung === rung)?.elapsed ?? 0;
  if (!hasTime(climb)) return false;
  return hold === undefined ? requests < (looksAt(climb.contract, rung).at(-1) ?? 0) : elapsed < hold;
}

function hasTime({ contract, samples, returned = [] }: Climb): boolean {
  const now = [...samples, ...returned].reduce((most, { end }) => Math.max(most, end), 0);
  return now <= (contract.budget?.time ?? 0);
}

/** True when a rule looks at a rung above. */
const asksAbove = ({ held, at }: Inquiry, rule: Rule): boolean =>
  placesOf(held, rule).some((place) => typeof place === "number" && place > at.rung);
