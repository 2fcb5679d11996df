import type { Rule } from "../model/rule.ts";
import { holm } from "../statistics/holm.ts";
import type { Look } from "./look.ts";

/** A rule and what it found at its places. */
export interface Asked {
  readonly rule: Rule;
  readonly looks: readonly Look[];
}

/**
 * Turns what is open into `fail` where it may be. Every rule and rung that is asked is one more chance to fail a good host,
 * so all that decide over the verdict share its level (Holm). A pass needs no such correction: it takes all of them.
 */
export function rejected(asked: readonly Asked[]): readonly Asked[] {
  const primaries = asked.filter(({ rule }) => !rule.watched).flatMap(({ looks }) => looks);
  const fallen = fallenOf(primaries);
  return asked.map(({ rule, looks }) => {
    const own = rule.watched ? fallenOf(looks) : fallen;
    return { rule, looks: looks.map((look) => (own.has(look) ? broken(look) : look)) };
  });
}

function fallenOf(looks: readonly Look[]): ReadonlySet<Look> {
  const open = looks.flatMap((look) => (look.open === undefined ? [] : [{ look, fails: look.open.fails }]));
  const verdicts = holm(
    open.map(({ fails }) => fails),
    1,
  );
  return new Set(open.flatMap(({ look }, index) => (verdicts[index] ? [look] : [])));
}

const broken = (look: Look): Look => ({ ...look, verdict: "fail", reason: look.open?.breach ?? look.reason });
