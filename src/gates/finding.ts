import type { Finding, Verdict } from "../model/gate.ts";
import type { Rule, RuleLimit } from "../model/rule.ts";
import { isCeiling } from "./comparison.ts";
import type { Look } from "./look.ts";

/** What a rule found at all its places, as one finding: the worst of them. */
export function finding(rule: Rule, looks: readonly Look[]): Finding {
  const { value: _, open: __, place: ___, limit: ____, ...found } = worst(looks, rule) ?? NOWHERE;
  const limits = limitsOf(rule, looks);
  return {
    ...{ rule: rule.text, ...found },
    ...(limits.length > 0 && { limits }),
    ...(rule.watched && { watched: true }),
  };
}

/** One for all where the rule names no rung and it is the same at each. */
function limitsOf({ rung }: Rule, looks: readonly Look[]): readonly RuleLimit[] {
  const known = looks.flatMap(({ place, limit }) =>
    limit === undefined ? [] : [{ ...(place !== "climb" && { rung: place }), value: limit }],
  );
  const [first] = known;
  const isOne = rung === undefined && known.every(({ value }) => value === first?.value);
  return first !== undefined && isOne ? [{ value: first.value }] : known;
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
  place: "climb",
  verdict: "unproven",
  wanted: "a rung to look at",
  saw: "nothing",
  evidence: "no rung",
  reason: "no rung was climbed that this rule could be held against",
};
