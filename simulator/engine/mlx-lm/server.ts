import { setTimeout as sleep } from "node:timers/promises";
import type { LiveCurve } from "../curve.ts";
import { Generator, type Totals, type Wish } from "../generation.ts";
import { heldBySnapshot } from "../held.ts";
import { Memory } from "../memory.ts";
import { Problem } from "../problem.ts";
import { SHADER_LINES } from "../shader.ts";
import { Slots } from "../slots.ts";
import type { Stage } from "../stage.ts";
import type { Settings } from "./flags.ts";
import { PromptCache } from "./prompt-cache.ts";
import { isSnapshot, refuseHub } from "./snapshot.ts";

/** One mlx_lm.server: one model in memory, requests in one batch but for those that carry a seed. */
export class MlxServer {
  readonly settings: Settings;
  readonly curve: LiveCurve;
  readonly memory: Memory;
  readonly #stage: Stage;
  readonly #cache: PromptCache;
  readonly #generator: Generator;
  #loading: Promise<void> | undefined;

  constructor(settings: Settings, curve: LiveCurve, state: string | undefined) {
    this.settings = settings;
    this.curve = curve;
    this.memory = new Memory(curve, state, "python3.13");
    this.#stage = { key: settings.model, slots: new Slots(settings.streams) };
    this.#cache = new PromptCache(() => ({
      size: settings.cacheSize,
      tokens: settings.cacheBytes / this.memory.perToken(settings.model),
    }));
    // Its one generating thread is dead; those that answer HTTP are not.
    this.#generator = new Generator(curve, this.memory, "silent");
  }

  /** Loads the model when it is not in memory yet; `default_model` is the one of the command line. */
  load(name: string): Promise<void> {
    const { model } = this.settings;
    if (name !== model && name !== "default_model" && name !== "") refuseHub(name);
    this.#loading ??= this.#bring().catch((cause: unknown) => {
      this.#loading = undefined;
      throw cause;
    });
    return this.#loading;
  }

  /** Tokens of one answer; a request with a seed shares no batch. */
  async *generate(prompt: string, wish: Wish): AsyncGenerator<string, Totals> {
    const totals = yield* this.#generator.run(this.#stage, wish);
    this.#cache.keep(prompt, totals.promptTokens + totals.outputTokens);
    this.memory.cache(this.settings.model, this.#cache.tokens);
    return totals;
  }

  async #bring(): Promise<void> {
    const { model } = this.settings;
    if (!isSnapshot(model)) refuseHub(model);
    await sleep(this.curve.now.loadMilliseconds);
    if (this.curve.now.shaderBroken === true) {
      process.stderr.write(SHADER_LINES);
      throw new Problem(404, "[metal::Device] Unable to build metal library from source");
    }
    this.memory.hold(model, heldBySnapshot(model));
  }
}
