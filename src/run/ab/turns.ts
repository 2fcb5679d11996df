import type { Sides } from "./sides.ts";

/** Who climbs when. */
export interface Turn {
  readonly side: "a" | "b";
  /** From 1. */
  readonly round: number;
  readonly model: string;
}

/**
 * A B, B A, A B and so on: what drifts steadily, such as heat, falls on both sides alike, and whoever comes second is not always
 * the same.
 */
export const turns = ({ a, b }: Sides, rounds: number): readonly Turn[] =>
  Array.from({ length: rounds }, (_, index) => {
    const round = index + 1;
    const pair: readonly Turn[] = [
      { side: "a", round, model: a },
      { side: "b", round, model: b },
    ];
    return round % 2 === 1 ? pair : pair.toReversed();
  }).flat();
