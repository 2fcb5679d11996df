import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";

/** How fast an engine serves and what it needs; the knee is at its number of slots. */
export interface Curve {
  /** Tokens per second of one lonely stream. */
  readonly prefillTokensPerSecond: number;
  readonly decodeTokensPerSecond: number;
  /** Each further busy slot makes all streams slower by this part. */
  readonly slowdownPerStream: number;
  readonly loadMilliseconds: number;
  /** Memory of the machine and what its OS uses. */
  readonly memoryBytes: number;
  readonly systemBytes: number;
  /** Part of the memory that may be used before pages go to swap. */
  readonly swapAbove: number;
}

/** What a fault may change besides the curve. */
export interface Knobs extends Partial<Curve> {
  /** In the place of what a model's own files come to. */
  readonly weightsBytes?: number;
  readonly kvBytesPerToken?: number;
  /** Accept connections, never answer. */
  readonly hang?: boolean;
  /** Exit at start. */
  readonly crash?: boolean;
  /** Memory that leaks, bytes per second since the file was written. */
  readonly leakBytesPerSecond?: number;
  /** The GPU's shaders do not compile: no model loads. */
  readonly shaderBroken?: boolean;
  /** What generates is dead behind a port that still answers. */
  readonly runnerDead?: boolean;
  /** What part of a model is in GPU memory; the rest is computed on the CPU. Default: all of it. */
  readonly gpuPart?: number;
  /** After so long without a request the weights are no longer wired, and wiring them again takes so long. */
  readonly unwiredAfterMilliseconds?: number;
  readonly wireMilliseconds?: number;
}

const GIB = 1024 ** 3;

/** 256 tokens of prompt take about 40 ms, 32 more tokens about 100 ms. */
export const DEFAULT_CURVE: Curve = {
  prefillTokensPerSecond: 8000,
  decodeTokensPerSecond: 300,
  slowdownPerStream: 0.12,
  loadMilliseconds: 120,
  memoryBytes: 48 * GIB,
  systemBytes: 6 * GIB,
  swapAbove: 0.85,
};

/** Ten times slower to the first token and half as fast after it: a regression that a gate must see. */
export const SLOWER: Partial<Curve> = {
  prefillTokensPerSecond: DEFAULT_CURVE.prefillTokensPerSecond / 10,
  decodeTokensPerSecond: DEFAULT_CURVE.decodeTokensPerSecond / 2,
};

/** How stale the knobs may be, ms. */
const STALE = 50;

const readJson = (path: string): object => {
  try {
    return JSON.parse(readFileSync(path, "utf8")) as object;
  } catch {
    return {};
  }
};

const changedAt = (path: string): number => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;

/** The curve of this release with the host's overrides, which may change while the engine runs. */
export class LiveCurve {
  readonly #base: Curve & Knobs;
  readonly #file: string | undefined;
  #looked = Number.NEGATIVE_INFINITY;
  #changed = -1;
  #knobs: Knobs = {};

  constructor(release: string, state: string | undefined) {
    this.#base = { ...DEFAULT_CURVE, ...readJson(join(release, "curve.json")) };
    this.#file = state === undefined ? undefined : join(state, "engine.json");
  }

  get now(): Curve & Knobs {
    this.#look();
    return { ...this.#base, ...this.#knobs };
  }

  /** Bytes leaked so far. */
  get leaked(): number {
    this.#look();
    return ((this.#knobs.leakBytesPerSecond ?? 0) * (Date.now() - this.#changed)) / 1000;
  }

  #look(): void {
    const now = performance.now();
    if (this.#file === undefined || now - this.#looked < STALE) return;
    this.#looked = now;
    const changed = changedAt(this.#file);
    if (changed === this.#changed) return;
    this.#changed = changed;
    this.#knobs = changed === 0 ? {} : readJson(this.#file);
  }
}
