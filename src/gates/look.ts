import type { Finding, Verdict } from "../model/gate.ts";
import type { Rule } from "../model/rule.ts";
import { doubtsAt } from "./doubts.ts";
import { endless, isBeyondAny } from "./endless.ts";
import { counted, estimated } from "./facing.ts";
import { digitsApart, figure } from "./figure.ts";
import type { Held, Place, Reading } from "./held.ts";
import { pooledLevel } from "./held-for.ts";
import { laneView } from "./lane-view.ts";
import { levelAt } from "./level.ts";
import { type Bound, bound, told } from "./limit.ts";
import { reading } from "./reading.ts";

/** A rule with all it is held against. */
export interface Question {
  readonly held: Held;
  readonly rule: Rule;
  /** Why nothing about this climb can be proven; empty when it is complete. */
  readonly general: readonly string[];
}

/** What a rule found at one place. */
export interface Look extends Pick<Finding, "wanted" | "saw" | "evidence" | "interval" | "sees"> {
  readonly place: Place;
  /** What it was held against, where that is known. */
  readonly limit?: number;
  readonly verdict: Verdict;
  readonly reason: string;
  /** Orders looks of one verdict; `Infinity` for failed requests. */
  readonly value?: number;
  /** Set where the verdict rests on an estimate and is not beyond doubt yet. */
  readonly open?: Open;
}

/** What is not decided, or may fail. */
interface Open {
  /** True when it fails with this share of the level that the look may spend. */
  readonly fails: (share: number) => boolean;
  readonly breach: string;
  /** True when a baseline known exactly would decide, with this share of the level: more requests are wanted there, not here. */
  readonly wantsBaseline: (share: number) => boolean;
}

/** Holds a rule against one place: what is not there proves nothing, then come doubts, then the comparison. */
export function look(question: Question, place: Place): Look {
  const { held, rule } = question;
  const own = laneView(held, rule.lane);
  const seen = reading(own, rule.metric, place);
  const { limit, more } = apart(question, { place, seen, limit: bound(own, rule, place) });
  const about = {
    ...{ place, wanted: limit.wanted, evidence: seen.behind },
    ...(limit.kind === "bound" && { limit: limit.value }),
  };
  const doubts = [...question.general, ...doubtsAt(held, rule, place)];
  if (seen.kind === "unknown") return { ...about, ...unproven("nothing", seen.why) };
  const value = seen.kind === "infinite" ? Infinity : seen.value;
  const saw = seen.kind === "infinite" ? "no end" : figure(rule.metric, seen.value, more);
  const shown = { ...about, saw, value };
  if (isBeyondAny(rule, seen, limit)) return { ...shown, ...endless(rule, place, doubts) };
  if (limit.kind === "unknown") return { ...shown, verdict: "unproven", reason: limit.why };
  const facing = { question, place, bound: limit, saw, more, doubts };
  const { estimate } = seen;
  return { ...shown, ...(estimate === undefined ? counted(facing, value) : estimated(facing, estimate)) };
}

interface Sight {
  readonly place: Place;
  readonly seen: Reading;
  readonly limit: Bound;
}

/** The limit with as many digits as tell it from what was seen and from the ends of its interval. */
function apart({ held, rule }: Question, { place, seen, limit }: Sight): { limit: Bound; more: number } {
  if (limit.kind === "unknown" || seen.kind === "unknown") return { limit, more: 0 };
  const interval = seen.estimate?.at(pooledLevel(rule, levelAt(held, rule, place)));
  const values = [
    ...(seen.kind === "value" ? [seen.value] : []),
    ...(interval === undefined ? [] : [interval.low, interval.high]),
  ];
  const more = digitsApart(rule.metric, limit.value, values);
  return { limit: told(rule, limit, more), more };
}

const unproven = (saw: string, reason: string): Pick<Look, "verdict" | "saw" | "reason"> => ({
  verdict: "unproven",
  saw,
  reason,
});
