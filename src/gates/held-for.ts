import type { Rule } from "../model/rule.ts";
import type { Estimate } from "../statistics/interval.ts";
import { acrossRuns } from "../statistics/ratio-estimate.ts";
import { wealth } from "../statistics/wager.ts";
import type { Certainty } from "./certainty.ts";
import type { Held } from "./held.ts";
import type { Known } from "./limit.ts";
import { ranking } from "./percentile.ts";

/** After so many requests one looks at the bet again. */
const BLOCK = 20;

/** So many share the chance to be wrong: the bet, the baseline that the limit is a multiple of, and the pool of all requests. */
const SHARERS = 3;

/** The share of the level that is left to all requests together; the interval that is told is the one at it. */
export const pooledLevel = ({ hold }: Rule, level: number): number =>
  hold === undefined ? level : level / SHARERS;

/** A rule that says for how long, at one rung. */
export interface Holding {
  readonly held: Held;
  readonly rule: Rule;
  readonly rung: number;
  readonly bound: Known;
  readonly estimate: Estimate;
}

/**
 * A rule over a span of time is asked of all its requests together: "every minute above the limit" passes broken hosts,
 * "any minute above it" fails good ones. `pooled` is the answer of all requests, which counts when the span is over. Before
 * that only a bet on the share of requests beyond the limit decides, which may be looked at as often as one likes.
 */
export function heldFor(holding: Holding, pooled: Certainty): Certainty {
  const isOver = spanOf(holding) >= (holding.rule.hold ?? 0);
  return {
    passes: (level) =>
      (isOver && pooled.passes(pooledLevel(holding.rule, level))) ||
      isBetWon(holding, "below", level / SHARERS),
    fails: (level) =>
      (isOver && pooled.fails(pooledLevel(holding.rule, level))) ||
      isBetWon(holding, "above", level / SHARERS),
    sees: (level) => pooled.sees(pooledLevel(holding.rule, level)),
  };
}

/** How long the rung was held, ms. */
export const spanOf = ({ held, rung }: Pick<Holding, "held" | "rung">): number =>
  held.measurement.rungs.find((one) => one.rung === rung)?.elapsed ?? 0;

/** A bet that more (or fewer) requests are beyond the limit than the percentile allows: of a p95 more than 5 %. */
function isBetWon(holding: Holding, claim: "above" | "below", level: number): boolean {
  const { held, rule, rung, bound, estimate } = holding;
  const { series, share } = ranking(held.climb.samples, rule.metric, rung);
  const limit = farEnd(bound, claim, level);
  const worth = estimate.effective / series.length;
  let hits = 0;
  return series.some((value, index) => {
    hits += value > limit ? 1 : 0;
    const tries = index + 1;
    const counts = { hits: hits * worth, tries: tries * worth };
    return tries % BLOCK === 0 && wealth(counts, claim, 1 - share) >= 1 / level;
  });
}

/** The limit at that end of the baseline's interval which makes the claim harder. */
function farEnd({ base, value }: Known, claim: "above" | "below", level: number): number {
  if (base === undefined) return value;
  const { estimate, noise } = base;
  const { low, high } = (noise === undefined ? estimate : acrossRuns(estimate, noise)).at(level);
  return base.factor * (claim === "above" ? high : low);
}
