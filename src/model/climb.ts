import type { CarriedBaseline } from "./baseline.ts";
import type { ClientContract } from "./contract.ts";
import type { Sample } from "./sample.ts";
import type { Signal } from "./signal.ts";

/** Everything one climb on one host brought home; the only input of a verdict. */
export interface Climb {
  readonly host: string;
  /** sha256 of the ladder script that ran. */
  readonly revision: string;
  readonly contract: ClientContract;
  readonly startedAt: string;
  readonly samples: readonly Sample[];
  readonly signals: readonly Signal[];
  /** What the probe says about itself, of each visit to a rung. */
  readonly doubts: readonly RungDoubt[];
  /** What was sent after the return to rung 1, at the end. */
  readonly returned?: readonly Sample[];
  /** The rules that decided how far and how long it climbed, as written. */
  readonly rules?: readonly string[];
  readonly decisions?: readonly Decision[];
  /** The baseline that its rules were held against, where one is enrolled. */
  readonly baseline?: CarriedBaseline;
  /** Bytes that were planned for the engine with its models. */
  readonly plannedMemory?: number;
  /** The probe heard a canary beside every rung; where it is silent, it is not to be believed. */
  readonly canary?: true;
}

/** What was decided when so many requests of a rung had ended, and why; recomputed from the samples by whoever doubts it. */
export interface Decision {
  readonly rung: number;
  readonly lap?: number;
  /** Requests of this rung that had ended. */
  readonly requests: number;
  /** `more`: the rung goes on. `next`: it has ended. `stop`: it has, and none above it is climbed. */
  readonly kind: "more" | "next" | "stop";
  readonly why: string;
}

/** The instrument's own condition during a visit to a rung. */
export interface RungDoubt {
  readonly rung: number;
  /** 2 for the return to rung 1. */
  readonly lap?: number;
  /** Event-loop delay p99 in ms, timer resolution taken off. */
  readonly loopDelayP99: number;
  /** Mean streams in flight by Little's law (throughput x mean latency), with earlier visits; should be near the rung. */
  readonly inFlight: number;
  /** What the server said of itself when the rung was over: version, digest of the model, slots. */
  readonly served?: Readonly<Record<string, string>>;
}
