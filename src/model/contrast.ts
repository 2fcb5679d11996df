import type { Metric } from "./rule.ts";

/** What one number of B says beside the same one of A; `faster` and `slower` are said of B. */
export const WORDS = ["faster", "slower", "no difference seen", "cannot tell"] as const;
export type Word = (typeof WORDS)[number];

/** What may differ on purpose, when it is asked for. The machine may always: it is what two machines are compared for. */
export const ALLOWANCES = ["engine", "model", "runtime", "settings", "slots"] as const;
export type Allowance = (typeof ALLOWANCES)[number];

/** Something that is not the same on both sides. */
export interface Difference {
  readonly what: string;
  readonly a: string;
  readonly b: string;
}

/** One number of one rung on both sides: latencies in ms, throughput in tokens per second. */
export interface Beside {
  readonly metric: Metric;
  readonly rung: number;
  /** Geometric mean over the runs of a side; absent where it could not be read. */
  readonly a?: number;
  readonly b?: number;
  /** B over A, and the ends of its 95 % interval; an end that lies nowhere is absent. */
  readonly ratio?: number;
  readonly low?: number;
  readonly high?: number;
  /** The smallest difference that would have been given a word, as a share; absent when none would. */
  readonly sees?: number;
  readonly word: Word;
  /** Why it cannot be told; empty otherwise. */
  readonly why: string;
  /** Set where it cannot be told because the rung of a climb is void: more requests would not help. */
  readonly void?: true;
  /** It decides over the whole; the others are told. */
  readonly primary: boolean;
}

/** The recommended streams of every run; `undefined` where a climb met no knee up to its highest rung. */
export interface KneesBeside {
  readonly a: readonly (number | undefined)[];
  readonly b: readonly (number | undefined)[];
  readonly word: Word;
  /** Why it cannot be told; empty otherwise. */
  readonly why: string;
}

/** A side: which climbs of which host, and since when until when. */
export interface SideNote {
  readonly climbs: readonly string[];
  readonly host: string;
  readonly machine: string;
  readonly from: string;
  readonly until: string;
}

/** Two sides held beside each other. */
export interface Contrast {
  /** What differs and is therefore what the numbers speak of. */
  readonly compared: readonly Difference[];
  readonly a: SideNote;
  readonly b: SideNote;
  /** What the intervals count: one request each of two runs, or whole runs. */
  readonly unit: "request" | "run";
  readonly numbers: readonly Beside[];
  readonly knees: KneesBeside;
  /** Of the primaries: `mixed` where B is faster at some of them and slower at others. */
  readonly word: Word | "mixed";
  /** What a reader must know beside it, one sentence each. */
  readonly notes: readonly string[];
}
