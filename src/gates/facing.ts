import type { Rule } from "../model/rule.ts";
import { formatDuration } from "../model/units.ts";
import type { Estimate } from "../statistics/interval.ts";
import { type Certainty, certainty } from "./certainty.ts";
import { holds, isCeiling } from "./comparison.ts";
import { onFailed } from "./endless.ts";
import { type Place, where } from "./held.ts";
import { heldFor, pooledLevel, spanOf } from "./held-for.ts";
import { laneView } from "./lane-view.ts";
import { levelAt } from "./level.ts";
import type { Known } from "./limit.ts";
import type { Look, Question } from "./look.ts";
import { isSignal } from "./signal-reading.ts";
import { between, lies } from "./undecided.ts";

/** A rule that faces its limit at a place. */
export interface Facing {
  readonly question: Question;
  readonly place: Place;
  readonly bound: Known;
  /** The value in words, and digits that tell what is shown from the limit. */
  readonly saw: string;
  readonly more: number;
  readonly doubts: readonly string[];
}

/** `ttft.p95 of batch` */
const subject = ({ metric, lane }: Rule): string => (lane === undefined ? metric : `${metric} of ${lane}`);

type Judged = Pick<Look, "verdict" | "reason" | "open" | "interval" | "sees">;

const breachOf = ({ question: { rule }, place, bound, saw }: Facing): string =>
  `${subject(rule)} was ${saw} ${where(place)}, wanted ${bound.wanted}`;

/** What is counted or read is what it is: there is nothing to estimate. */
export function counted(facing: Facing, value: number): Judged {
  const { question, bound, doubts } = facing;
  const { rule } = question;
  const broken = !holds(value, rule.comparison, bound.value);
  if (broken && (doubts.length === 0 || isFirm(rule, value > bound.value)))
    return { verdict: "fail", reason: breachOf(facing) };
  return doubts.length > 0
    ? { verdict: "unproven", reason: doubts.join("; ") }
    : { verdict: "pass", reason: "" };
}

/** Errors and peaks only grow with more data: once above a fixed limit they stay there, whatever else is in doubt. */
const isFirm = (rule: Rule, above: boolean): boolean =>
  above &&
  rule.limit.kind !== "baseline" &&
  isCeiling(rule.comparison) &&
  (rule.metric === "errors" || isSignal(rule.metric));

/** What is estimated passes or fails only where the truth must lie. */
export function estimated(facing: Facing, estimate: Estimate): Judged {
  const { question, place, bound, doubts, more } = facing;
  const { held, rule } = question;
  const level = levelAt(held, rule, place);
  const pooledAt = pooledLevel(rule, level);
  const { metric } = rule;
  const pooled = certainty(estimate, rule, bound);
  const own = { held: laneView(held, rule.lane), rule, rung: Number(place), bound, estimate };
  const sure = rule.hold === undefined ? pooled : heldFor(own, pooled);
  const told = { interval: between(metric, estimate.at(pooledAt), more), sees: seen(sure, level) };
  if (doubts.length > 0) return { ...told, verdict: "unproven", reason: doubts.join("; ") };
  if (sure.passes(level)) return { ...told, verdict: "pass", reason: "" };
  const breach = estimate.point === Infinity ? onFailed(rule, place) : breachOf(facing);
  const fails = (share: number): boolean => sure.fails(share * level);
  const alone = certainty(estimate, rule, exactly(bound));
  const wantsBaseline = (share: number): boolean =>
    rule.hold === undefined && bound.base !== undefined && isDecided(alone, share * level);
  const within = lies({ metric, estimate, bound, level: pooledAt, more });
  const reason = undecided(facing, within, sure.fails(level)) + unheld(facing);
  return { ...told, verdict: "unproven", reason, open: { fails, breach, wantsBaseline } };
}

const isDecided = ({ passes, fails }: Certainty, level: number): boolean => passes(level) || fails(level);

/** The limit as if what it is a multiple of were known. */
const exactly = ({ kind, value, wanted, aside }: Known): Known => ({ kind, value, wanted, aside });

/** A breach that is clear by itself, and not among all that was asked, is told as that. */
function undecided(
  { question: { rule }, place, bound }: Facing,
  within: string,
  isBreachAlone: boolean,
): string {
  const why = isBreachAlone ? "not enough, among all rules and rungs that are asked," : "not enough";
  return `${subject(rule)} ${where(place)} lies within ${within}: ${why} to tell whether it is ${bound.wanted}`;
}

function unheld({ question: { held, rule }, place }: Facing): string {
  const span = spanOf({ held, rung: Number(place) });
  if (rule.hold === undefined || span >= rule.hold) return "";
  return `; the rung was held for ${formatDuration(span)} of ${formatDuration(rule.hold)}`;
}

function seen(sure: Certainty, level: number): string {
  const share = sure.sees(level);
  return Number.isFinite(share) && share < 10 ? `${(100 * share).toFixed(share < 0.1 ? 1 : 0)} %` : "none";
}
