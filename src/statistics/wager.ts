/** How many of some tries were hits. Neither need be whole: dependent tries are counted for less than one. */
export interface Hits {
  readonly hits: number;
  readonly tries: number;
}

/** The shares that are bet on, as multiples of the limit. */
const BETS = { above: [1.5, 2, 3, 4, 6, 8], below: [0, 0.1, 0.25, 0.5] } as const;

/**
 * The wealth of somebody who bets, try after try and with fair odds, that the share of hits is above (or below) `limit`.
 * If it is not, wealth of `1 / level` is ever reached with a chance of `level` at most, however often one looks and
 * whenever one stops (Ville, 1939): a wealth of 40 proves the claim at 2.5 %.
 *
 * It is a mixture of likelihood ratios over a few shares (Robbins, Statistical methods related to the law of the iterated
 * logarithm, 1970). It holds for independent tries; dependent ones must be counted for as many as they are worth.
 */
export function wealth({ hits, tries }: Hits, claim: "above" | "below", limit: number): number {
  const shares = BETS[claim].map((multiple) => multiple * limit).filter((share) => share < 1);
  const fortunes = shares.map((share) =>
    Math.exp(power(share / limit, hits) + power((1 - share) / (1 - limit), tries - hits)),
  );
  return fortunes.reduce((sum, fortune) => sum + fortune, 0) / fortunes.length;
}

/** `count * ln(odds)`; no hit costs nothing even where any would ruin. */
const power = (odds: number, count: number): number => (count === 0 ? 0 : count * Math.log(odds));
