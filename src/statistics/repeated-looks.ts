import { LEVEL } from "./interval.ts";

/**
 * The two-sided level of each look when one looks 1, 2, 3 ... times and stops at the first that decides, so that all
 * together err at 5 % (Pocock, Group sequential methods in the design and analysis of clinical trials, 1977, table 1).
 */
const POCOCK = [0.05, 0.0294, 0.0221, 0.0182, 0.0158, 0.0142, 0.013, 0.012, 0.0112, 0.0106] as const;

/** The level of each side of an interval when one looks so many times; beyond ten looks it is shared out evenly. */
export const levelOf = (looks: number): number => (POCOCK[looks - 1] ?? (2 * LEVEL) / looks) / 2;
