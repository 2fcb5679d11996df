import type { Decision } from "../model/climb.ts";
import type { Rule } from "../model/rule.ts";
import type { Held } from "./held.ts";
import { againstOwn, type Inquiry, inquiryOf, isLost, mayGoOn, openRule } from "./inquiry.ts";
import type { Standing } from "./standing.ts";

/**
 * The return moves the baseline, and with it the limit of a rung that had been let go: the lowest rung at which a rule against rung 1 is
 * undecided now goes on while the budget lasts. `undefined` when there is none; rungs that are held for a time have had it.
 */
export function upAgain(
  held: Held,
  rules: readonly Rule[],
  climbed: readonly Standing[],
): Decision | undefined {
  const inquiry = inquiryOf(held, rules);
  if (isLost(inquiry)) return undefined;
  return climbed.flatMap((at) => goingOn(inquiry, at)).at(0);
}

function goingOn(inquiry: Inquiry, at: Standing): readonly Decision[] {
  const counted = againstOwn(inquiry).filter(({ hold }) => hold === undefined);
  const open = openRule(inquiry, counted, (place) => place === at.rung);
  return open === undefined || !mayGoOn(inquiry.held, open, at)
    ? []
    : [{ ...at, kind: "more", why: `undecided after the return: ${open.text}` }];
}
