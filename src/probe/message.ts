import type { ChunkTimes, Sample } from "../model/sample.ts";
import type { Heard } from "./canary-listener.ts";
import type { LadderConfig } from "./config.ts";

/** As much of the config as decides over a request. */
export type ClientConfig = Omit<
  LadderConfig,
  "requests" | "budget" | "rules" | "plannedMemory" | "baseline" | "revision" | "out" | "deadlineMs"
>;

/** What the worker gets when it starts. */
export interface ClientData {
  readonly config: ClientConfig;
  /** The text that prompts are cut from. */
  readonly corpus?: string | undefined;
  /** PEM text of the certificate authority. */
  readonly ca?: string;
  /** `process.hrtime.bigint()` when the climb began. */
  readonly origin: bigint;
  /** Differs from climb to climb, so that no prompt was ever seen before. */
  readonly nonce: string;
}

/** Main thread to worker: climb a rung, begin no further request of it, or go on with it after all. */
export type ClientOrder = RungOrder | "enough" | "go-on";

export interface RungOrder {
  readonly rung: number;
  readonly requests: number;
  /** Index of the first request, so that none of the climb is sent twice. */
  readonly from: number;
  readonly lap?: number;
  /** Where the canary sings on loopback. */
  readonly canaryPort: number;
}

/** Worker to main thread. */
export type ClientMessage =
  | { readonly kind: "sample"; readonly sample: Sample; readonly chunks: ChunkTimes }
  | { readonly kind: "canary"; readonly heard: Heard }
  | { readonly kind: "rung-done"; readonly rung: number; readonly loopDelayP99: number };
