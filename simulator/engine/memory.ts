import type { LiveCurve } from "./curve.ts";
import { Footprints } from "./footprints.ts";
import type { Held } from "./held.ts";

/** Bytes of the server itself. */
const OWN = 60 * 1024 ** 2;

/** One engine's account of simulated memory, and what all engines of the machine come to: beyond the limit it swaps. */
export class Memory {
  readonly #curve: LiveCurve;
  readonly #machine: Footprints;
  /** What each model takes, and the most KV tokens seen so far: a slot keeps its cache. */
  readonly #models = new Map<string, { readonly held: Held; tokens: number }>();
  /** KV tokens of a model that belong to no slot. */
  readonly #caches = new Map<string, number>();
  #peak = 0;
  #written = "";

  constructor(curve: LiveCurve, state: string | undefined, name: string) {
    this.#curve = curve;
    this.#machine = new Footprints(state, name);
  }

  hold(model: string, held: Held): void {
    this.#models.set(model, { held, tokens: this.#models.get(model)?.tokens ?? 0 });
  }

  /** KV grows to `tokens` when that is more than it held. */
  grow(model: string, tokens: number): void {
    const entry = this.#models.get(model);
    if (entry !== undefined) entry.tokens = Math.max(tokens, entry.tokens);
  }

  /** KV besides that of the slots of a model, up or down: a cache of prompts. */
  cache(model: string, tokens: number): void {
    this.#caches.set(model, tokens);
  }

  /** Bytes of one token of a model that is held. */
  perToken(model: string): number {
    return this.#curve.now.kvBytesPerToken ?? this.#models.get(model)?.held.perToken ?? 0;
  }

  /** Bytes that a model takes now; 0 when it is not held. */
  of(model: string): number {
    const entry = this.#models.get(model);
    if (entry === undefined) return 0;
    const tokens = entry.tokens + (this.#caches.get(model) ?? 0);
    return Math.round((this.#curve.now.weightsBytes ?? entry.held.fixed) + tokens * this.perToken(model));
  }

  /** Forgets every model but `models`. */
  keepOnly(models: readonly string[]): void {
    for (const key of this.#models.keys()) if (!models.includes(key)) this.#models.delete(key);
  }

  get footprint(): number {
    const models = [...this.#models.keys()].reduce((sum, model) => sum + this.of(model), 0);
    return Math.round(OWN + models + this.#curve.leaked);
  }

  /** Bytes in swap: the engines of one Mac share its memory. */
  get swap(): number {
    const { memoryBytes, systemBytes, swapAbove } = this.#curve.now;
    return Math.max(0, Math.round(systemBytes + this.#used - memoryBytes * swapAbove));
  }

  /** Decoding out of swap is slow: up to a factor of 20. */
  get slowdown(): number {
    const { memoryBytes } = this.#curve.now;
    return 1 + 19 * Math.min(1, (8 * this.swap) / memoryBytes);
  }

  /** Lets the host's vm_stat, sysctl, footprint and memory_pressure see it. */
  publish(): void {
    const { memoryBytes, systemBytes } = this.#curve.now;
    const { footprint, swap } = this;
    const used = this.#used;
    this.#peak = Math.max(this.#peak, footprint);
    const free = Math.max(memoryBytes * 0.02, memoryBytes - systemBytes - used);
    const pressure = swap === 0 ? 1 : swap < memoryBytes / 8 ? 2 : 4;
    const line = `${memoryBytes} ${Math.round(free)} ${swap} ${pressure} ${used}\n`;
    this.#machine.post(footprint, this.#peak);
    if (line === this.#written && this.#machine.line === line) return;
    this.#written = line;
    this.#machine.line = line;
  }

  get #used(): number {
    return this.footprint + this.#machine.others;
  }
}
