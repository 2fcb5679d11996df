import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { LiveCurve } from "./curve.ts";

/** Bytes of the server itself. */
const OWN = 60 * 1024 ** 2;

/** The engine's account of simulated memory: weights, KV of every slot, leaks; beyond the limit it swaps. */
export class Memory {
  readonly #curve: LiveCurve;
  readonly #state: string | undefined;
  /** Most KV tokens seen so far per model: a slot keeps its cache. */
  readonly #kvTokens = new Map<string, number>();
  #peak = 0;
  #written = "";

  constructor(curve: LiveCurve, state: string | undefined) {
    this.#curve = curve;
    this.#state = state;
  }

  hold(model: string): void {
    this.#kvTokens.set(model, this.#kvTokens.get(model) ?? 0);
  }

  /** KV grows to `tokens` when that is more than it held. */
  grow(model: string, tokens: number): void {
    this.#kvTokens.set(model, Math.max(tokens, this.#kvTokens.get(model) ?? 0));
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
    return Math.round(OWN + models + this.#curve.leaked);
  }

  /** Bytes in swap. */
  get swap(): number {
    const { memoryBytes, systemBytes, swapAbove } = this.#curve.now;
    return Math.max(0, Math.round(systemBytes + this.footprint - memoryBytes * swapAbove));
  }

  /** Decoding out of swap is slow: up to a factor of 20. */
  get slowdown(): number {
    const { memoryBytes } = this.#curve.now;
    return 1 + 19 * Math.min(1, (8 * this.swap) / memoryBytes);
  }

  /** Lets the host's vm_stat, sysctl, footprint and memory_pressure see it. */
  publish(): void {
    if (this.#state === undefined) return;
    const { memoryBytes, systemBytes } = this.#curve.now;
    const { footprint, swap } = this;
    this.#peak = Math.max(this.#peak, footprint);
    const free = Math.max(memoryBytes * 0.02, memoryBytes - systemBytes - footprint);
    const pressure = swap === 0 ? 1 : swap < memoryBytes / 8 ? 2 : 4;
    const line = `${memoryBytes} ${Math.round(free)} ${swap} ${pressure} ${footprint}\n`;
    if (line === this.#written) return;
    this.#written = line;
    write(join(this.#state, "memory"), line);
    mkdirSync(join(this.#state, "footprint"), { recursive: true });
    write(join(this.#state, "footprint", String(process.pid)), `${footprint} ${this.#peak}\n`);
  }
}

/** Whole or not at all; a Mac whose directory was taken away wants no figures. */
function write(path: string, text: string): void {
  try {
    writeFileSync(`${path}.next`, text);
    renameSync(`${path}.next`, path);
  } catch {
    // Figures are not worth an outage.
  }
}
