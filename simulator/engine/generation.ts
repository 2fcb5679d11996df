import { setTimeout as sleep } from "node:timers/promises";
import type { LiveCurve } from "./curve.ts";
import type { Memory } from "./memory.ts";
import type { LoadedModel } from "./scheduler.ts";

/** What one request wants of a model. */
export interface Wish {
  readonly promptTokens: number;
  /** Most tokens to generate. */
  readonly limit: number;
  readonly signal: AbortSignal;
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

export class Generator {
  readonly #curve: LiveCurve;
  readonly #memory: Memory;

  constructor(curve: LiveCurve, memory: Memory) {
    this.#curve = curve;
    this.#memory = memory;
  }

  /** Waits for a slot, then yields tokens at the pace of the curve. Ends by throwing when `signal` aborts. */
  async *run(entry: LoadedModel, wish: Wish): AsyncGenerator<string, Totals> {
    await entry.slots.acquire(wish.signal);
    try {
      return yield* this.#paced(entry, wish);
    } finally {
      entry.slots.release();
    }
  }

  async *#paced(entry: LoadedModel, { promptTokens, limit, signal }: Wish): AsyncGenerator<string, Totals> {
    const outputTokens = Math.min(limit, NATURAL_LENGTH);
    const begun = performance.now();
    this.#grow(entry, promptTokens);
    let due = begun + (promptTokens / this.#curve.now.prefillTokensPerSecond) * 1000 * this.#crowding(entry);
    let first = 0;
    for (let count = 0; count < outputTokens; count += 1) {
      await this.#until(due, signal);
      first ||= performance.now();
      yield WORDS[count % WORDS.length] ?? "";
      due += (1000 / this.#curve.now.decodeTokensPerSecond) * this.#crowding(entry) * this.#memory.slowdown;
    }
    this.#grow(entry, promptTokens + outputTokens);
    const reason = limit <= NATURAL_LENGTH ? "length" : "stop";
    return { promptTokens, outputTokens, prefill: first - begun, decode: performance.now() - first, reason };
  }

  #grow({ model, slots }: LoadedModel, tokens: number): void {
    this.#memory.grow(model.digest, tokens * slots.busy);
  }

  /** Busy slots share the GPU. */
  #crowding({ slots }: LoadedModel): number {
    return 1 + this.#curve.now.slowdownPerStream * (slots.busy - 1);
  }

  async #until(due: number, signal: AbortSignal): Promise<void> {
    const wait = due - performance.now();
    if (wait > 0) await sleep(wait, undefined, { signal });
    while (this.#curve.now.hang === true) await sleep(HUNG, undefined, { signal });
    signal.throwIfAborted();
  }
}
