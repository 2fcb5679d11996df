import { setTimeout as sleep } from "node:timers/promises";
import type { LiveCurve } from "./curve.ts";
import type { Memory } from "./memory.ts";
import type { Problem } from "./problem.ts";
import type { Stage } from "./stage.ts";

/** What one request wants of a model. */
export interface Wish {
  readonly promptTokens: number;
  /** Most tokens to generate. */
  readonly limit: number;
  readonly signal: AbortSignal;
  /** True for a request that shares no batch: it waits for all the others, and they wait for it. */
  readonly alone?: boolean;
}

/** What a generation came to; times in ms. */
export interface Totals {
  readonly promptTokens: number;
  readonly outputTokens: number;
  readonly prefill: number;
  readonly decode: number;
  readonly reason: "stop" | "length";
}

/** The length of an answer when nobody limits it. */
const NATURAL_LENGTH = 64;
const WORDS = ["An", " espalier", " is", " a", " tree", " trained", " along", " a", " frame", "."];
/** How often a hung engine looks whether it is well again, ms. */
const HUNG = 100;

/** About four characters make a token, and a word at least one. */
export const tokensIn = (text: string): number =>
  Math.max(1, text.split(/\s+/).filter(Boolean).length, Math.ceil(text.length / 4));

/** What an engine says, or does, when the program behind its port is dead: an error, or silence. */
export type Dead = Problem | "silent";

export class Generator {
  readonly #curve: LiveCurve;
  readonly #memory: Memory;
  readonly #dead: Dead;
  #idleSince = performance.now();

  constructor(curve: LiveCurve, memory: Memory, dead: Dead) {
    this.#curve = curve;
    this.#memory = memory;
    this.#dead = dead;
  }

  /** Waits for a slot, then yields tokens at the pace of the curve. Ends by throwing when `signal` aborts. */
  async *run(stage: Stage, wish: Wish): AsyncGenerator<string, Totals> {
    const places = wish.alone === true ? stage.slots.size : 1;
    await stage.slots.acquire(wish.signal, places);
    try {
      return yield* this.#paced(stage, wish);
    } finally {
      stage.slots.release(places);
      this.#idleSince = performance.now();
    }
  }

  async *#paced(stage: Stage, { promptTokens, limit, signal }: Wish): AsyncGenerator<string, Totals> {
    const outputTokens = Math.min(limit, NATURAL_LENGTH);
    const begun = performance.now();
    this.#grow(stage, promptTokens);
    let due = begun + this.#waking() + this.#prefill(promptTokens) * this.#crowding(stage);
    let first = 0;
    for (let count = 0; count < outputTokens; count += 1) {
      await this.#until(due, signal);
      first ||= performance.now();
      yield WORDS[count % WORDS.length] ?? "";
      due += (1000 / this.#curve.now.decodeTokensPerSecond) * this.#crowding(stage) * this.#memory.slowdown;
    }
    this.#grow(stage, promptTokens + outputTokens);
    const reason = limit <= NATURAL_LENGTH ? "length" : "stop";
    return { promptTokens, outputTokens, prefill: first - begun, decode: performance.now() - first, reason };
  }

  #prefill(tokens: number): number {
    return (tokens / this.#curve.now.prefillTokensPerSecond) * 1000;
  }

  /** Weights that lost their wiring while nothing was asked are brought back before the first token. */
  #waking(): number {
    const { unwiredAfterMilliseconds = Number.POSITIVE_INFINITY, wireMilliseconds = 0 } = this.#curve.now;
    return performance.now() - this.#idleSince > unwiredAfterMilliseconds ? wireMilliseconds : 0;
  }

  #grow({ key, slots }: Stage, tokens: number): void {
    this.#memory.grow(key, tokens * slots.busy);
  }

  /** Busy slots share the GPU. */
  #crowding({ slots }: Stage): number {
    return 1 + this.#curve.now.slowdownPerStream * (slots.busy - 1);
  }

  async #until(due: number, signal: AbortSignal): Promise<void> {
    if (this.#curve.now.runnerDead === true && this.#dead !== "silent") throw this.#dead;
    const wait = due - performance.now();
    if (wait > 0) await sleep(wait, undefined, { signal });
    while (this.#isSilent()) await sleep(HUNG, undefined, { signal });
    signal.throwIfAborted();
  }

  #isSilent(): boolean {
    const { hang, runnerDead } = this.#curve.now;
    return hang === true || (runnerDead === true && this.#dead === "silent");
  }
}
