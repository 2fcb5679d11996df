import type { Finding, Rule } from "../model/gate.ts";
import { holds, isCeiling } from "./comparison.ts";
import { doubtsAt } from "./doubts.ts";
import { figure } from "./figure.ts";
import { type Held, type Place, where } from "./held.ts";
import type { Bound } from "./limit.ts";
import { reading } from "./reading.ts";
import { isSignal } from "./signal-reading.ts";

/** A rule with all it is held against. */
export interface Question {
  readonly held: Held;
  readonly rule: Rule;
  readonly bound: Bound;
  /** Why nothing about this climb can be proven; empty when it is complete. */
  readonly general: readonly string[];
}

/** What a rule found at one place; `value` orders looks of one verdict, `Infinity` for failed requests. */
export interface Look extends Pick<Finding, "verdict" | "saw" | "evidence" | "reason"> {
  readonly value?: number;
}

/** Holds a rule against one place: a breach that more data could not undo, then doubts, then the comparison. */
export function look(question: Question, place: Place): Look {
  const { held, rule, bound } = question;
  const seen = reading(held, rule.metric, place);
  if (seen.kind === "infinite") return endless(rule, place, seen.behind);
  if (seen.kind === "unknown") return unproven("nothing", seen.behind, seen.why);
  const saw = figure(rule.metric, seen.value);
  if (bound.kind === "unknown") return { ...unproven(saw, seen.behind, bound.why), value: seen.value };
  const doubts = [...question.general, ...doubtsAt(held, rule, place)];
  const verdict = decide(rule, { value: seen.value, bound: bound.value, doubtful: doubts.length > 0 });
  const breach = `${rule.metric} was ${saw} ${where(place)}, wanted ${bound.wanted}`;
  const reason = { pass: "", fail: breach, unproven: doubts.join("; ") }[verdict];
  return { verdict, saw, evidence: seen.behind, reason, value: seen.value };
}

interface Compared {
  readonly value: number;
  readonly bound: number;
  readonly doubtful: boolean;
}

function decide(rule: Rule, { value, bound, doubtful }: Compared): Finding["verdict"] {
  const breached = !holds(value, rule.comparison, bound);
  if (breached && (!doubtful || isFirm(rule, value > bound))) return "fail";
  return doubtful ? "unproven" : "pass";
}

/** Errors and peaks only grow with more data: once above a fixed limit they stay there, whatever else is in doubt. */
const isFirm = (rule: Rule, above: boolean): boolean =>
  above &&
  rule.limit.kind === "absolute" &&
  isCeiling(rule.comparison) &&
  (rule.metric === "errors" || isSignal(rule.metric));

const unproven = (saw: string, evidence: string, reason: string): Look => ({
  verdict: "unproven",
  saw,
  evidence,
  reason,
});

const endless = (rule: Rule, place: Place, evidence: string): Look => ({
  verdict: "fail",
  saw: "no end",
  evidence,
  reason: `${rule.metric} ${where(place)} falls on a request that failed`,
  value: Infinity,
});
