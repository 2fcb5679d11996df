import { existsSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { LiveCurve } from "../curve.ts";
import { Generator, type Totals, type Wish } from "../generation.ts";
import { Memory } from "../memory.ts";
import { modelMissing, Problem } from "../problem.ts";
import { SHADER_LINES } from "../shader.ts";
import { type InstalledModel, ModelStore } from "./model-store.ts";
import { type LoadedModel, Scheduler } from "./scheduler.ts";
import type { Settings } from "./settings.ts";

export interface EngineParts {
  readonly version: string;
  readonly settings: Settings;
  /** Directory of the release: `llama-server` and `curve.json` lie there. */
  readonly release: string;
  /** State directory of the simulated Mac, when there is one. */
  readonly state: string | undefined;
}

/** What the parent says of a runner that died; it lists the model all the same. */
const RUNNER_DEAD = new Problem(
  500,
  "model runner has unexpectedly stopped, this may be due to resource limitations or an internal error, check ollama server logs for details",
);

/** Everything behind the routes of one simulated Ollama. */
export class Engine {
  readonly version: string;
  readonly settings: Settings;
  readonly store: ModelStore;
  readonly curve: LiveCurve;
  readonly memory: Memory;
  readonly #release: string;
  readonly #scheduler: Scheduler;
  readonly #generator: Generator;

  constructor({ version, settings, release, state }: EngineParts) {
    this.version = version;
    this.settings = settings;
    this.#release = release;
    this.store = new ModelStore(settings.models);
    this.curve = new LiveCurve(release, state);
    this.memory = new Memory(this.curve, state, "ollama");
    this.#generator = new Generator(this.curve, this.memory, RUNNER_DEAD);
    this.#scheduler = new Scheduler({ ...settings, load: (model) => this.#load(model) });
  }

  get loaded(): readonly LoadedModel[] {
    return this.#scheduler.loaded;
  }

  /** The installed model a request names. Throws a 404 Problem. */
  installed(name: string): InstalledModel {
    const model = this.store.find(name);
    if (model === undefined) throw modelMissing(name);
    return model;
  }

  /** The same, of a model that generates. Throws a 400 Problem of one that only embeds. */
  generating(name: string, verb: "generate" | "chat"): InstalledModel {
    const model = this.installed(name);
    if (this.store.embeds(model)) throw new Problem(400, `"${name}" does not support ${verb}`);
    return model;
  }

  /** Loads without generating; a `keepAlive` of 0 unloads. */
  async preload(model: InstalledModel, keepAlive: number): Promise<void> {
    if (keepAlive === 0) {
      this.#scheduler.unload(model);
      return this.publish();
    }
    this.#scheduler.leave(await this.#scheduler.enter(model, keepAlive));
    this.publish();
  }

  /** Tokens of one answer. */
  async *generate(
    model: InstalledModel,
    wish: Wish & { readonly keepAlive: number },
  ): AsyncGenerator<string, Totals> {
    const entry = await this.#scheduler.enter(model, wish.keepAlive);
    try {
      return yield* this.#generator.run(entry, wish);
    } finally {
      this.#scheduler.leave(entry);
    }
  }

  publish(): void {
    this.memory.keepOnly(this.loaded.map(({ model }) => model.digest));
    this.memory.publish();
  }

  /** llama.cpp takes the KV of all slots at once; the MLX runner takes it as its one context fills. */
  #hold(model: InstalledModel): void {
    const { contextLength, kvType, parallel } = this.settings;
    const held = this.store.held(model, kvType);
    this.memory.hold(model.digest, held);
    if (model.details.format === "safetensors") return;
    this.memory.grow(model.digest, Math.min(contextLength, held.context) * parallel);
  }

  async #load(model: InstalledModel): Promise<void> {
    if (!existsSync(join(this.#release, "llama-server")))
      throw new Problem(500, "llama-server binary not found");
    if (!this.store.hasBlobs(model))
      throw new Problem(500, `unable to load model: a blob of ${model.display} is missing`);
    await sleep(this.curve.now.loadMilliseconds);
    if (this.curve.now.shaderBroken === true) {
      process.stderr.write(SHADER_LINES);
      throw new Problem(
        500,
        "llama runner process has terminated: error:failed to initialize the Metal library",
      );
    }
    this.#hold(model);
  }
}
