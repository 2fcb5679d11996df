import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { LiveCurve } from "../curve.ts";
import { Generator, type Totals, type Wish } from "../generation.ts";
import { heldByGguf, heldBySnapshot } from "../held.ts";
import { Memory } from "../memory.ts";
import { Problem } from "../problem.ts";
import { SHADER_LINES } from "../shader.ts";
import { Slots } from "../slots.ts";
import type { Stage } from "../stage.ts";
import type { Home } from "./home.ts";
import { type DownloadedModel, findModel } from "./model-folder.ts";

/** A model that was asked into memory. */
export interface Instance extends Stage {
  readonly model: DownloadedModel;
  readonly identifier: string;
  readonly context: number;
  /** ms without a request after which it goes; absent: it stays. */
  readonly ttl?: number;
  readonly isJit: boolean;
  isLoaded: boolean;
  users: number;
  usedAt: number;
}

export interface LoadWish {
  readonly model: string;
  readonly identifier?: string;
  readonly context?: number;
  /** Max Concurrent Predictions. */
  readonly parallel?: number;
  readonly ttl?: number;
  readonly isJit?: boolean;
}

export interface BackendParts {
  readonly version: string;
  readonly home: Home;
  readonly curve: LiveCurve;
  readonly state: string | undefined;
}

const CONTEXT = 4096;
const PARALLEL = 4;
/** How long a model stays that a request has brought. */
const JIT_TTL = 3_600_000;

const CRASHED = new Problem(400, "The model has crashed without additional information. (Exit code: null)");

const missing = (name: string): Problem => new Problem(404, `Model "${name}" not found`);

/** The models behind one LM Studio service. */
export class Backend {
  readonly version: string;
  readonly home: Home;
  readonly curve: LiveCurve;
  readonly memory: Memory;
  readonly #generator: Generator;
  readonly #instances = new Map<string, Instance>();

  constructor({ version, home, curve, state }: BackendParts) {
    this.version = version;
    this.home = home;
    this.curve = curve;
    this.memory = new Memory(curve, state, "llmster");
    this.#generator = new Generator(curve, this.memory, CRASHED);
  }

  get instances(): readonly Instance[] {
    for (const one of this.#instances.values())
      if (one.users === 0 && one.ttl !== undefined && Date.now() - one.usedAt > one.ttl)
        this.unload(one.identifier);
    return [...this.#instances.values()];
  }

  /** Brings a model into memory. Throws a Problem when it cannot. */
  async load(wish: LoadWish): Promise<Instance> {
    const model = findModel(this.home.models, wish.model);
    if (model === undefined) throw missing(wish.model);
    const instance = this.#instanceOf(model, wish);
    this.#instances.set(instance.identifier, instance);
    try {
      await this.#bring(instance);
    } catch (cause) {
      this.#instances.delete(instance.identifier);
      throw cause;
    }
    return instance;
  }

  /** Throws a Problem when a name means a model that is for something else. */
  demand(name: string, type: DownloadedModel["type"]): void {
    const model = this.#find(name)?.model ?? findModel(this.home.models, name);
    if (model === undefined || model.type === type) return;
    throw new Problem(404, `Failed to load model "${name}". Error: Model is not ${type}.`);
  }

  /** False when no such model is in memory. */
  unload(identifier: string): boolean {
    const found = this.#instances.delete(identifier);
    this.publish();
    return found;
  }

  /** Tokens of one answer; a model that is only on disk is loaded first, and goes an hour after its last request. */
  async *generate(name: string, wish: Wish): AsyncGenerator<string, Totals> {
    const instance = await this.#ready(name);
    instance.users += 1;
    try {
      return yield* this.#generator.run(instance, wish);
    } finally {
      instance.users -= 1;
      instance.usedAt = Date.now();
    }
  }

  publish(): void {
    this.memory.keepOnly([...this.#instances.values()].filter((one) => one.isLoaded).map(({ key }) => key));
    this.memory.publish();
  }

  async #ready(name: string): Promise<Instance> {
    const held = this.#find(name);
    if (held === undefined) return this.#justInTime(name);
    while (!held.isLoaded) {
      if (this.#instances.get(held.identifier) !== held) throw CRASHED;
      await sleep(5);
    }
    return held;
  }

  /** At most one model that a request has brought: the one before it goes. */
  #justInTime(name: string): Promise<Instance> {
    if (findModel(this.home.models, name) === undefined) throw missing(name);
    for (const { identifier, isJit, users } of this.instances)
      if (isJit && users === 0) this.unload(identifier);
    return this.load({ model: name, ttl: JIT_TTL, isJit: true });
  }

  /** An empty name means whatever is loaded. */
  #find(name: string): Instance | undefined {
    const all = this.instances;
    const model = findModel(this.home.models, name);
    return (
      all.find(({ identifier }) => identifier === name) ??
      all.find((one) => one.model.key === model?.key) ??
      (name === "" ? all[0] : undefined)
    );
  }

  #instanceOf(model: DownloadedModel, wish: LoadWish): Instance {
    const wanted = wish.identifier ?? model.key;
    const identifier = this.#instances.has(wanted) ? `${wanted}:${this.#instances.size + 1}` : wanted;
    // The MLX engine has no concurrent predictions that hold; models that embed have one (lmstudio-bug-tracker#1152).
    const isParallel = model.format === "gguf" && model.type === "llm";
    const slots = isParallel ? (wish.parallel ?? PARALLEL) : 1;
    return {
      key: identifier,
      identifier,
      model,
      slots: new Slots(slots),
      context: wish.context ?? CONTEXT,
      ...(wish.ttl === undefined ? {} : { ttl: wish.ttl }),
      isJit: wish.isJit === true,
      isLoaded: false,
      users: 0,
      usedAt: Date.now(),
    };
  }

  /** llama.cpp takes the KV of all slots at once, MLX as contexts fill. */
  #hold({ key, model, context, slots }: Instance): void {
    const place = join(this.home.models, model.path);
    this.memory.hold(key, model.format === "gguf" ? heldByGguf(place) : heldBySnapshot(place));
    if (model.format === "gguf") this.memory.grow(key, context * slots.size);
  }

  async #bring(instance: Instance): Promise<void> {
    if (!this.home.hasTemp)
      throw new Problem(500, `ENOENT: no such file or directory, mkdtemp '${this.home.temp}/XXXXXX'`);
    await sleep(this.curve.now.loadMilliseconds);
    if (this.curve.now.shaderBroken === true) {
      process.stderr.write(SHADER_LINES);
      throw new Problem(500, `Failed to load model "${instance.model.key}". Error loading model.`);
    }
    instance.isLoaded = true;
    this.#hold(instance);
    this.publish();
  }
}
