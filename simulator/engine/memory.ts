import type { LiveCurve } from "./curve.ts";
import { Footprints } from "./footprints.ts";

/** Bytes of the server itself. */
const OWN = 60 * 1024 ** 2;

/** One engine's account of simulated memory, and what all engines of the machine come to: beyond the limit it swaps. */
export class Memory {
  readonly #curve: LiveCurve;
  readonly #machine: Footprints;
  /** Most KV tokens seen so far per model: a slot keeps its cache. */
  readonly #kvTokens = new Map<string, number>();
  /** KV tokens that belong to no slot. */
  readonly #caches = new Map<string, number>();
  #peak = 0;
  #written = "";

  constructor(curve: LiveCurve, state: string | undefined, name: string) {
    this.#curve = curve;
    this.#machine = new Footprints(state, name);
  }

  hold(model: string): void {
    this.#kvTokens.set(model, this.#kvTokens.get(model) ?? 0);
  }

  /** KV grows to `tokens` when that is more than it held. */
  grow(model: string, tokens: number): void {
    this.#kvTokens.set(model, Math.max(tokens, this.#kvTokens.get(model) ?? 0));
  }

  /** KV besides the weights of a model, up or down: a cache of prompts. */
  cache(name: string, tokens: number): void {
    this.#caches.set(name, tokens);
  }

  /** Forgets every model but `models`. */
  keepOnly(models: readonly string[]): void {
    for (const key of this.#kvTokens.keys()) if (!models.includes(key)) this.#kvTokens.delete(key);
  }

  get footprint(): number {
    const { weightsBytes, kvBytesPerToken } = this.#curve.now;
    const models = [...this.#kvTokens.values()].reduce(
      (sum, kv) => sum + weightsBytes + kv * kvBytesPerToken,
      0,
    );
    const caches = [...this.#caches.values()].reduce((sum, kv) => sum + kv * kvBytesPerToken, 0);
    return Math.round(OWN + models + caches + this.#curve.leaked);
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
