import type { Climb } from "../model/climb.ts";
import { countedAt, looksAt, returnLooks } from "../model/looks.ts";
import type { Rule } from "../model/rule.ts";
import { timesUpAgain } from "../model/stint.ts";
import { LEVEL } from "../statistics/interval.ts";
import { levelOf } from "../statistics/repeated-looks.ts";
import type { Held, Place } from "./held.ts";
import { isOwnBaseline } from "./limit.ts";

/**
 * The chance to be wrong on each side that this look at a rule may spend. Looks are counted by the requests that are there: those
 * at the rung, and those after the return for a rule against rung 1, which each further return adds one to. A rule over a time has one
 * look and a bet.
 */
export function levelAt(held: Held, rule: Rule, place: Place): number {
  const { contract } = held.climb;
  if (contract.budget === undefined) return LEVEL;
  if (rule.hold !== undefined || place === "climb") return levelOf(0);
  const { samples } = held.climb;
  const back = isOwnBaseline(held, rule.limit) ? looksBack(held.climb) : 0;
  return levelOf(before(looksAt(contract, place), countedAt(contract, place, samples)) + back);
}

const looksBack = ({ contract, returned = [], decisions }: Climb): number =>
  before(returnLooks(contract), returned.length) + timesUpAgain(decisions);

/** How many looks came before the last one that was reached. */
const before = (looks: readonly number[], reached: number): number =>
  Math.max(0, looks.filter((look) => look <= reached).length - 1);
