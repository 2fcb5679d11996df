import type { Finding, Rule, Verdict } from "../model/gate.ts";
import { isCeiling } from "./comparison.ts";
import type { Held } from "./held.ts";
import { bound } from "./limit.ts";
import { type Look, look } from "./look.ts";
import { placesOf } from "./places.ts";

/** One rule held against a climb. `general` says why nothing about it can be proven; empty when it is complete. */
export function finding(held: Held, rule: Rule, general: readonly string[]): Finding {
  const limit = bound(held, rule);
  const looks = placesOf(held.climb, rule).map((place) => look({ held, rule, bound: limit, general }, place));
  const { verdict, saw, evidence, reason } = worst(looks, rule) ?? NOWHERE;
  return { rule: rule.text, verdict, wanted: limit.wanted, saw, evidence, reason };
}

/** Fail beats unproven beats pass. */
export const worstVerdict = (verdicts: readonly Verdict[]): Verdict | undefined =>
  (["fail", "unproven", "pass"] as const).find((verdict) => verdicts.includes(verdict));

/** Of the looks with the worst verdict the one nearest to the limit, or farthest beyond it. */
function worst(looks: readonly Look[], rule: Rule): Look | undefined {
  const verdict = worstVerdict(looks.map((one) => one.verdict));
  const sign = isCeiling(rule.comparison) ? -1 : 1;
  const ordered = looks.filter((one) => one.verdict === verdict).sort((a, b) => sign * (rank(a) - rank(b)));
  return ordered.find(({ value }) => value === Infinity) ?? ordered[0];
}

/** Looks without a value come last among their like. */
const rank = ({ value }: Look): number => value ?? 0;

const NOWHERE: Look = {
  verdict: "unproven",
  saw: "nothing",
  evidence: "no rung",
  reason: "no rung was climbed that this rule could be held against",
};
