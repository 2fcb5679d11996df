import { setTimeout as sleep } from "node:timers/promises";
import type { LiveCurve } from "../curve.ts";
import { Generator, type Totals, type Wish } from "../generation.ts";
import { poolingOf } from "../gguf-keys.ts";
import { heldByGguf } from "../held.ts";
import { Memory } from "../memory.ts";
import { SHADER_LINES } from "../shader.ts";
import { Slots } from "../slots.ts";
import type { Stage } from "../stage.ts";
import type { Settings } from "./flags.ts";

export interface ServerParts {
  readonly settings: Settings;
  readonly curve: LiveCurve;
  readonly state: string | undefined;
  readonly version: string;
  readonly keys: readonly string[];
}

/** Tokens and seconds since the start, as /metrics counts them. */
export interface Counters {
  promptTokens: number;
  promptSeconds: number;
  predictedTokens: number;
  predictedSeconds: number;
  decodes: number;
  busyTotal: number;
  most: number;
}

/** By llama.cpp's number. */
const POOLINGS = ["none", "mean", "cls", "last", "rank"] as const;

/** One model in one llama-server: fixed slots, and a queue of deferred requests behind them. */
export class LlamaServer {
  readonly settings: Settings;
  readonly version: string;
  readonly keys: readonly string[];
  readonly curve: LiveCurve;
  readonly memory: Memory;
  readonly stage: Stage;
  readonly counters: Counters = {
    promptTokens: 0,
    promptSeconds: 0,
    predictedTokens: 0,
    predictedSeconds: 0,
    decodes: 0,
    busyTotal: 0,
    most: 0,
  };
  readonly #generator: Generator;
  #ready = false;

  constructor({ settings, curve, state, version, keys }: ServerParts) {
    this.settings = settings;
    this.version = version;
    this.keys = keys;
    this.curve = curve;
    this.memory = new Memory(curve, state, "llama-server");
    this.stage = { key: settings.model, slots: new Slots(settings.slots) };
    // Its loop is dead and its HTTP threads are not: /health says ok, and a generation waits for ever.
    this.#generator = new Generator(curve, this.memory, "silent");
  }

  get isReady(): boolean {
    return this.#ready;
  }

  /** Tokens per slot. */
  get slotContext(): number {
    return Math.floor(this.settings.context / this.settings.slots);
  }

  /** As it was told, else as the file says; a file that says nothing has none. */
  get pooling(): string {
    return this.settings.pooling ?? POOLINGS[poolingOf(this.settings.model) ?? 0] ?? "none";
  }

  /** Weights and the KV of all slots are taken at once. Throws when the GPU's shaders do not compile. */
  async load(): Promise<void> {
    await sleep(this.curve.now.loadMilliseconds);
    if (this.curve.now.shaderBroken === true) throw new Error(SHADER_LINES);
    const { model, kvType, batch } = this.settings;
    this.memory.hold(this.stage.key, heldByGguf(model, kvType, batch));
    this.memory.grow(this.stage.key, this.settings.context);
    this.memory.publish();
    this.#ready = true;
  }

  async *generate(wish: Wish): AsyncGenerator<string, Totals> {
    const limit = Math.min(wish.limit, this.slotContext - wish.promptTokens);
    const totals = yield* this.#generator.run(this.stage, { ...wish, limit });
    this.#count(totals);
    return totals;
  }

  #count({ promptTokens, outputTokens, prefill, decode }: Totals): void {
    const { counters } = this;
    counters.promptTokens += promptTokens;
    counters.promptSeconds += prefill / 1000;
    counters.predictedTokens += outputTokens;
    counters.predictedSeconds += decode / 1000;
    counters.decodes += outputTokens;
    // The slot of the request itself is free again.
    counters.busyTotal += outputTokens * (this.stage.slots.busy + 1);
    counters.most = Math.max(counters.most, promptTokens + outputTokens);
  }
}
