import { setTimeout as sleep } from "node:timers/promises";
import { serverBusy } from "../problem.ts";
import { Slots } from "../slots.ts";
import type { Stage } from "../stage.ts";
import type { InstalledModel } from "./model-store.ts";

export interface SchedulerOptions {
  readonly parallel: number;
  readonly maxLoaded: number;
  readonly maxQueue: number;
  /** Brings a model into memory; may throw a Problem. */
  readonly load: (model: InstalledModel) => Promise<void>;
}

/** A model in memory. */
export interface LoadedModel extends Stage {
  readonly model: InstalledModel;
  /** Requests that use it or wait for a slot. */
  users: number;
  /** ms; infinite means for ever. */
  keepAlive: number;
  expiresAt: number;
}

/** Ollama's MLX runner takes one request after the other, whatever OLLAMA_NUM_PARALLEL says. */
const isSerial = ({ details }: InstalledModel): boolean => details.format === "safetensors";

/** How often a load looks again whether a model has become idle, ms. */
const LOOK_AGAIN = 5;

/** Which models are in memory. One loads at a time; only requests that need a load are counted and refused. */
export class Scheduler {
  readonly #options: SchedulerOptions;
  readonly #loaded = new Map<string, LoadedModel>();
  #pending = 0;
  #loading: Promise<unknown> = Promise.resolve();

  constructor(options: SchedulerOptions) {
    this.#options = options;
  }

  /** In memory now, the one that stays longest first. */
  get loaded(): readonly LoadedModel[] {
    this.#expire();
    return [...this.#loaded.values()].sort((a, b) => (a.expiresAt < b.expiresAt ? 1 : -1));
  }

  /** The model, loaded, with one more user. Give it back with `leave`. */
  async enter(model: InstalledModel, keepAlive: number): Promise<LoadedModel> {
    this.#expire();
    const entry = this.#loaded.get(model.digest) ?? (await this.#load(model));
    entry.users += 1;
    entry.keepAlive = keepAlive;
    return entry;
  }

  leave(entry: LoadedModel): void {
    entry.users -= 1;
    entry.expiresAt = Date.now() + entry.keepAlive;
    this.#expire();
  }

  unload(model: InstalledModel): void {
    this.#loaded.delete(model.digest);
  }

  async #load(model: InstalledModel): Promise<LoadedModel> {
    // One load is under way; those behind it are pending.
    if (this.#pending > this.#options.maxQueue) throw serverBusy();
    this.#pending += 1;
    const mine = this.#loading.then(() => this.#loaded.get(model.digest) ?? this.#bring(model));
    this.#loading = mine.catch(() => undefined);
    try {
      return await mine;
    } finally {
      this.#pending -= 1;
    }
  }

  async #bring(model: InstalledModel): Promise<LoadedModel> {
    while (this.#loaded.size >= this.#options.maxLoaded && !this.#evict()) await sleep(LOOK_AGAIN);
    await this.#options.load(model);
    const entry: LoadedModel = {
      model,
      key: model.digest,
      slots: new Slots(isSerial(model) ? 1 : this.#options.parallel),
      users: 0,
      keepAlive: 0,
      expiresAt: Number.POSITIVE_INFINITY,
    };
    this.#loaded.set(model.digest, entry);
    return entry;
  }

  /** Drops the idle model that would expire first. False when every one is in use. */
  #evict(): boolean {
    const idle = [...this.#loaded.values()].filter(({ users }) => users === 0);
    const first = idle.sort((a, b) => a.expiresAt - b.expiresAt)[0];
    if (first !== undefined) this.#loaded.delete(first.model.digest);
    return first !== undefined;
  }

  #expire(): void {
    for (const [key, { users, expiresAt }] of this.#loaded) {
      if (users === 0 && expiresAt <= Date.now()) this.#loaded.delete(key);
    }
  }
}
