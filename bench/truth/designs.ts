import type { Case, Outcome } from "./verdicts.ts";

/** What a way to measure and judge came to over all cases. */
export interface DesignScore {
  readonly name: string;
  readonly runs: number;
  readonly wrong: number;
  readonly undecided: number;
  /** How many of those had budget left at the rung of the rule. */
  readonly unspent: number;
  /** Mean requests of a climb. */
  readonly requests: number;
  /** Cases whose truth is half the limit or twice it, and how many of them stayed undecided. */
  readonly clear: number;
  readonly clearUndecided: number;
  /** Mean virtual time of a climb over a clear case, ms. */
  readonly clearTime: number;
}

const isClear = ({ distance }: Case): boolean => distance === 0.5 || distance === 2;

/** Judges all cases in one way. */
export function scoreDesign(
  name: string,
  cases: readonly Case[],
  judged: (one: Case) => Outcome,
): DesignScore {
  const outcomes = cases.map((one) => ({ one, ...judged(one) }));
  const clear = outcomes.filter(({ one }) => isClear(one));
  return {
    name,
    runs: outcomes.length,
    wrong: outcomes.filter(({ isWrong }) => isWrong).length,
    undecided: undecided(outcomes),
    unspent: outcomes.filter(({ isUnspent }) => isUnspent).length,
    requests: mean(outcomes.map(({ requests }) => requests)),
    clear: clear.length,
    clearUndecided: undecided(clear),
    clearTime: mean(clear.map(({ time }) => time)),
  };
}

const mean = (all: readonly number[]): number => all.reduce((sum, one) => sum + one, 0) / all.length;

const undecided = (outcomes: readonly Outcome[]): number =>
  outcomes.filter(({ verdict }) => verdict === "unproven").length;

/** What went amiss: a wrong verdict, or none. */
export const amiss = ({ wrong, undecided: open }: DesignScore): number => wrong + open;
