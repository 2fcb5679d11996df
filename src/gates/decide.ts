import type { Climb, Decision } from "../model/climb.ts";
import { returnLooks } from "../model/looks.ts";
import { queueOnset } from "../model/queueing.ts";
import type { Rule } from "../model/rule.ts";
import type { Held } from "./held.ts";
import {
  againstOwn,
  hasFailed,
  hasTime,
  type Inquiry,
  inquiryOf,
  isLost,
  mayGoOn,
  openRule,
} from "./inquiry.ts";
import { placesOf } from "./places.ts";
import type { Standing } from "./standing.ts";

/**
 * What to do at a look: go on with this rung while a rule is undecided there and the budget lasts, go to the next one, or
 * stop because requests queue and no rule asks for more. Once a rule has failed nothing is extended: more requests could
 * not bring a pass. Only samples decide, so that everyone who has them decides alike.
 */
export function decide(held: Held, rules: readonly Rule[], at: Standing): Decision {
  const inquiry = inquiryOf(held, rules);
  return { ...at, ...(at.lap === undefined ? onTheWayUp(inquiry, at) : onReturn(inquiry, at)) };
}

/**
 * A rung is let go for its baseline's sake only when it would decide with so little of its level: later looks have less to
 * spend, and the baseline stays uncertain, too.
 */
const ROOM = 1 / 16;

type Call = Pick<Decision, "kind" | "why">;

function onTheWayUp(inquiry: Inquiry, at: Standing): Call {
  const { held, rules } = inquiry;
  const broken = rules.find((rule) => hasFailed(inquiry, rule, at.rung));
  const open = broken === undefined ? openAt(inquiry, at) : undefined;
  if (open !== undefined && mayGoOn(held, open, at)) return { kind: "more", why: `undecided: ${open.text}` };
  const onset = queueOnset(held.measurement.rungs);
  if (onset !== undefined && (broken !== undefined || !rules.some((rule) => asksAbove(held, rule, at.rung))))
    return { kind: "stop", why: `requests queue at rung ${onset.rung}, and ${whyNoMore(broken)}` };
  return { kind: "next", why: whyNext(broken, open) };
}

/**
 * A rule that more requests of a rung shall decide, first of all one that may have them. Where a better baseline would decide it, and is to
 * be had, it waits for that.
 */
function openAt(inquiry: Inquiry, at: Standing): Rule | undefined {
  const { held, rules } = inquiry;
  const mayWait = !isReturnSpent(held.climb, held.climb.returned?.length ?? 0);
  return openRule(
    inquiry,
    [...rules.filter((rule) => mayGoOn(held, rule, at)), ...rules],
    (place, { wantsBaseline }) => place === at.rung && !(mayWait && wantsBaseline(ROOM)),
  );
}

const whyNoMore = (broken: Rule | undefined): string =>
  broken === undefined ? "no rule asks for more streams" : `${broken.text} has failed`;

function whyNext(broken: Rule | undefined, open: Rule | undefined): string {
  if (broken !== undefined) return `nothing can be won by more: ${broken.text} has failed`;
  return open === undefined ? "every rule is decided here" : `the budget is spent, undecided: ${open.text}`;
}

function onReturn(inquiry: Inquiry, { requests }: Standing): Call {
  const { climb } = inquiry.held;
  const open = isLost(inquiry)
    ? undefined
    : openRule(
        inquiry,
        againstOwn(inquiry),
        (place, { wantsBaseline }) => place !== "climb" && wantsBaseline(1),
      );
  if (open !== undefined && !isReturnSpent(climb, requests) && hasTime(climb))
    return { kind: "more", why: `undecided for want of a baseline: ${open.text}` };
  return { kind: "stop", why: "the climb has returned to where it began" };
}

/** True when a better baseline is not to be had any more. */
const isReturnSpent = ({ contract }: Climb, requests: number): boolean =>
  requests >= (returnLooks(contract).at(-1) ?? 0);

/** True when a rule looks at a rung above. */
const asksAbove = (held: Held, rule: Rule, rung: number): boolean =>
  placesOf(held, rule).some((place) => typeof place === "number" && place > rung);
