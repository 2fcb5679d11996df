import { LEVEL } from "./interval.ts";

/** The first look may spend so much of the chance to be wrong: what is clear shall be decided there. */
const FIRST = 2 / 3;

/**
 * The level of each side of an interval at the first, second, third ... of several looks (0, 1, 2 ...) of which the first
 * that decides ends them. The first spends two thirds, each later one half of what is left: together they never err more
 * often than one look alone (Bonferroni; alpha spending as by Lan and DeMets, 1983). Late looks lose little by it, because
 * an interval grows slowly as its level falls.
 */
export const levelOf = (look: number): number =>
  look === 0 ? FIRST * LEVEL : ((1 - FIRST) * LEVEL) / 2 ** look;
