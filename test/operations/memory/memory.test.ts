import { describe, expect, test } from "vitest";
import type { Engine } from "../../../src/model/engine.ts";
import type { Lock } from "../../../src/model/lock.ts";
import { type HostMemory, type MemoryWish, reserveOf, wiredByDefault } from "../../../src/model/memory.ts";
import type { Model } from "../../../src/model/model.ts";
import type { Host, Pool } from "../../../src/model/pool.ts";
import type { ModelShape } from "../../../src/model/shape.ts";
import { type Bytes, bytes } from "../../../src/model/units.ts";
import { hostMemory } from "../../../src/operations/memory/host-memory.ts";
import { noRoomFor, noRoomForBoth } from "../../../src/operations/memory/room.ts";
import { plannedMemory, refuseOverCommit } from "../../../src/operations/memory-plan.ts";
import { renderMemory } from "../../../src/report/text/memory.ts";
import { wishFor } from "../../fakes/wish.ts";

const GIB = 1024 ** 3;
const MIB = 1024 ** 2;

/** Qwen3 4B: 36 x 8 x (128 + 128) x 2 B = 144 KiB for each token. */
const QWEN3: ModelShape = {
  source: "gguf",
  architecture: "qwen3",
  weights: bytes(2.5 * GIB),
  vocabulary: 151_936,
  context: 40_960,
  numberBytes: 2,
  attention: [{ layers: 36, kvHeads: 8, keyLength: 128, valueLength: 128 }],
};
/** Gemma 3 12B. */
const GEMMA3: ModelShape = {
  ...QWEN3,
  architecture: "gemma3",
  attention: [
    { layers: 40, kvHeads: 8, keyLength: 256, valueLength: 256, window: 1024 },
    { layers: 8, kvHeads: 8, keyLength: 256, valueLength: 256 },
  ],
};

const SMALL = wishFor();
const OLLAMA = SMALL.pool.engines["ollama"] as Extract<Engine, { kind: "ollama" }>;
const { keepAlive: _keep, maxLoadedModels: _most, kvCacheType: _type, promptCache, ...SERVER } = OLLAMA;
const ENGINES: Readonly<Record<string, Engine>> = {
  ollama: { ...OLLAMA, contextLength: 16_384, parallel: 4, maxLoadedModels: 1 },
  q8_0: { ...OLLAMA, contextLength: 16_384, parallel: 4, kvCacheType: "q8_0" },
  "llama-server": {
    ...SERVER,
    kind: "llama-server",
    contextLength: 16_384,
    parallel: 4,
    promptCache,
    kvCacheType: "q4_0",
  },
  "mlx-lm": { ...SERVER, kind: "mlx-lm", contextLength: 16_384, parallel: 4, promptCache: bytes(2 * GIB) },
  "lm-studio": { ...SERVER, kind: "lm-studio", contextLength: 16_384, parallel: 4, runtimes: [] },
};

interface Scene {
  readonly engine?: string;
  readonly shapes?: Readonly<Record<string, ModelShape | "unread">>;
  readonly declared?: { readonly weights?: Bytes; readonly kvPerToken?: Bytes };
  readonly host?: Partial<Host>;
  readonly memory?: MemoryWish;
  readonly budget?: Bytes;
  readonly locked?: boolean;
  readonly embeds?: boolean;
}

/** A host with one engine and the models that have shapes here. */
function scene({
  engine = "ollama",
  shapes = { chat: QWEN3 },
  declared = {},
  embeds = false,
  ...rest
}: Scene) {
  const { weights: _w, kvPerToken: _k, ...model } = SMALL.pool.models["chat"] as Model;
  const names = Object.keys(shapes);
  const budget = rest.budget === undefined ? {} : { budget: rest.budget };
  const pool: Pool = {
    ...SMALL.pool,
    engines: { ollama: { ...(ENGINES[engine] as Engine), ...budget } },
    models: Object.fromEntries(names.map((name) => [name, { ...model, ...declared, name, embeds } as Model])),
    memory: rest.memory ?? { preset: "conservative" },
  };
  const pin = SMALL.lock.models["chat"];
  const shaped = (shape: ModelShape | "unread") =>
    shape === "unread" ? { shapeUnread: "it answered 404" } : { shape };
  const models = Object.fromEntries(
    names.map((name) => [name, { ...pin, ...shaped(shapes[name] ?? "unread") }]),
  );
  const lock = { ...SMALL.lock, models } as Lock;
  const host: Host = { ...SMALL.host, memory: bytes(48 * GIB), models: names, ...rest.host };
  return { pool, host, lock: rest.locked === false ? undefined : lock };
}

const planOf = (wish: Scene): HostMemory => hostMemory(scene(wish));
const share = (plan: HostMemory, what: string, at = 0): number | undefined =>
  plan.engines[0]?.models[at]?.shares.find((one) => one.what === what)?.bytes;

describe("keys and values", () => {
  test.each<readonly [string, Scene, number]>([
    ["of every slot full: 144 KiB x 16384 x 4", {}, 9 * GIB],
    [
      "kept in blocks of 34 bytes for 32 numbers take little more than half",
      { engine: "q8_0" },
      (9 * GIB * 17) / 32,
    ],
    ["in blocks of 18 little more than a quarter", { engine: "llama-server" }, (9 * GIB * 9) / 32],
    [
      "behind a window stop at the window and a batch: 40 layers x 1536 tokens, 8 x 16384",
      { shapes: { chat: GEMMA3 } },
      8 * 512 * 2 * 4 * (40 * 1536 + 8 * 16_384),
    ],
    [
      "in MLX stop at the window itself",
      { engine: "mlx-lm", shapes: { chat: { ...GEMMA3, source: "config" } } },
      8 * 512 * 2 * 4 * (40 * 1024 + 8 * 16_384),
    ],
    [
      "of a model that computes in 32 bits are twice as large in MLX",
      { engine: "mlx-lm", shapes: { chat: { ...QWEN3, source: "config", numberBytes: 4 } } },
      18 * GIB,
    ],
    [
      "of Ollama's MLX runner are of one stream",
      { shapes: { chat: { ...QWEN3, source: "config" } } },
      (9 * GIB) / 4,
    ],
    [
      "of LM Studio with MLX, too",
      { engine: "lm-studio", shapes: { chat: { ...QWEN3, source: "config" } } },
      (9 * GIB) / 4,
    ],
    ["of a model that only embeds are none", { shapes: { chat: { ...QWEN3, attention: [] } } }, 0],
  ])("%s", (_, wish, wanted) => {
    expect(share(planOf(wish), "kv")).toBe(wanted);
  });
});

test("a plan is weights, KV, the prompt cache, one batch of scores and the program", () => {
  const plan = planOf({});
  const compute = 151_936 * 512 * 4;
  expect(plan.bytes).toBe(2.5 * GIB + 9 * GIB + compute + GIB + 128 * MIB);
  expect(plan.wired).toBe(2.5 * GIB + 9 * GIB + compute);
  expect(plan.growth).toBe(Math.ceil(plan.bytes * 0.05));
});

describe("a model that embeds", () => {
  /** Qwen3-Embedding keeps keys and values as the model does that it was made of. */
  const EMBEDDER: ModelShape = { ...QWEN3, pooling: "last" };
  const NOMIC: ModelShape = { ...QWEN3, architecture: "nomic-bert", attention: [], pooling: "mean" };
  const wish = (engine: string, shape: ModelShape) => ({ engine, shapes: { chat: shape }, embeds: true });

  test.each([
    ["ollama", EMBEDDER, (9 * GIB) / 4],
    ["ollama", NOMIC, 0],
    ["llama-server", EMBEDDER, (9 * GIB * 9) / 32],
    ["llama-server", NOMIC, 0],
    ["lm-studio", EMBEDDER, 9 * GIB],
  ])("on %s with %o keeps what its slots keep", (engine, shape, kv) => {
    expect(share(planOf(wish(engine, shape)), "kv")).toBe(kv);
  });

  test.each([
    ["llama-server", 16_384],
    ["ollama", 512],
    ["lm-studio", 512],
  ])("on %s is computed in batches of %d tokens, and keeps no prompts", (engine, batch) => {
    const plan = planOf(wish(engine, NOMIC));
    expect(share(plan, "compute")).toBe(151_936 * batch * 4);
    expect(share(plan, "prompt cache")).toBeUndefined();
  });
});

test("all models of an engine count: it holds them at once", () => {
  const shapes = { chat: QWEN3, note: { ...QWEN3, weights: bytes(GIB) } };
  const [one, both] = [planOf({}), planOf({ shapes })].map(({ engines }) => engines[0]);
  const note = both?.models.find(({ model }) => model === "note")?.bytes ?? Number.NaN;
  expect(both?.bytes).toBe((one?.bytes ?? Number.NaN) + note);
});

describe("what is left to macOS", () => {
  test.each<readonly [MemoryWish, number, number]>([
    [{ preset: "conservative" }, 16, 10],
    [{ preset: "conservative" }, 96, 14.4],
    [{ preset: "conservative" }, 512, 20],
    [{ preset: "aggressive" }, 16, 4],
    [{ preset: "aggressive" }, 48, 7.2],
    [{ preset: "aggressive" }, 512, 8],
    [{ preset: "custom", reserve: bytes(3 * GIB) }, 48, 3],
    [{ preset: "custom", growth: 1 }, 48, 10],
  ])("%j of %i GiB: %f GiB", (wish, memory, wanted) => {
    expect(reserveOf(wish, memory * GIB)).toBe(Math.round(wanted * GIB));
  });

  test.each([
    [16, 32 / 3],
    [36, 24],
    [48, 36],
    [128, 96],
  ])("the GPU may wire of %i GiB: %f GiB", (memory, wanted) => {
    expect(wiredByDefault(memory * GIB)).toBe(Math.floor(wanted * GIB));
  });
});

describe("over-commit", () => {
  test.each<readonly [string, Scene, readonly string[]]>([
    ["fits", {}, []],
    [
      "more than the memory",
      { host: { memory: bytes(16 * GIB), gpuMemory: bytes(14 * GIB) } },
      [
        "ollama 12.9 GiB + 661.2 MiB growth + 10.0 GiB reserve for macOS = 23.6 GiB, 7.6 GiB more than its 16.0 GiB",
      ],
    ],
    [
      "more than the GPU may wire",
      { host: { memory: bytes(16 * GIB) }, memory: { preset: "custom", reserve: bytes(0), growth: 0 } },
      ["the GPU would wire ollama 11.8 GiB = 11.8 GiB, macOS lets the GPU wire 10.7 GiB"],
    ],
    ["more than its budget", { budget: bytes(12 * GIB) }, ["ollama needs 12.9 GiB, its budget is 12.0 GiB"]],
  ])("%s", (_, wish, wanted) => {
    expect(planOf(wish).over).toEqual(wanted);
  });

  test("is refused with the arithmetic, and names the other hosts", () => {
    const plan = planOf({ budget: bytes(12 * GIB) });
    const saw = "ollama needs 12.9 GiB, its budget is 12.0 GiB (and mac-77)";
    expect(() => refuseOverCommit([planOf({}), plan, { ...plan, host: "mac-77" }])).toThrow(saw);
    expect(() => refuseOverCommit([planOf({})])).not.toThrow();
  });
});

describe("without metadata", () => {
  const declared = { weights: bytes(GIB), kvPerToken: bytes(1024) };
  test.each<readonly [string, Scene, string, RegExp]>([
    ["before the first pin", { locked: false, declared }, "declared", /not pinned yet.*as declared/],
    [
      "of an older lock",
      { shapes: { chat: undefined as never }, declared },
      "declared",
      /written before|could not be read/,
    ],
    [
      "that could not be read",
      { shapes: { chat: "unread" }, declared },
      "declared",
      /404.*used: weights and kvPerToken/,
    ],
    [
      "with KV declared, weights are the pinned files",
      { shapes: { chat: "unread" }, declared: { kvPerToken: bytes(1024) } },
      "declared",
      /used: kvPerToken as declared/,
    ],
    ["and nothing declared", { shapes: { chat: "unread" } }, "nothing", /declares no kvPerToken/],
    ["and no lock", { locked: false }, "nothing", /declares no weights and no kvPerToken/],
  ])("%s it says what is missing and what is used", (_, wish, from, remark) => {
    const model = planOf(wish).engines[0]?.models[0];
    expect(model?.from).toBe(from);
    expect(model?.remark).toMatch(remark);
  });

  test("half a sum is no plan", () => {
    const half = scene({ shapes: { chat: "unread" } });
    expect(hostMemory(half).unknown).toHaveLength(1);
    expect(plannedMemory({ ...half, lock: half.lock as Lock })).toBeUndefined();
    const whole = scene({});
    expect(plannedMemory({ ...whole, lock: whole.lock as Lock })).toBe(hostMemory(whole).bytes);
  });
});

test.each<readonly [string, Scene, RegExp]>([
  ["a declared value that the model contradicts", { declared: { kvPerToken: bytes(1024) } }, /leave it out/],
  [
    "a context beyond the training",
    { shapes: { chat: { ...QWEN3, context: 4096 } } },
    /more than the 4096 tokens/,
  ],
])("%s is remarked", (_, wish, remark) => {
  expect(planOf(wish).engines[0]?.models[0]?.remark).toMatch(remark);
});

const SECOND = [[{ engine: "ollama" }], [{ engine: "ollama", because: "old and new would take 80 GiB" }]];

test("the page of a pool is as reviewed", async () => {
  const shapes = { chat: QWEN3, code: GEMMA3, odd: "unread" as const };
  const pages = [
    planOf({}),
    planOf({ engine: "ollama", shapes, host: { memory: bytes(64 * GIB) } }),
    planOf({
      engine: "mlx-lm",
      host: { memory: bytes(16 * GIB) },
      budget: bytes(8 * GIB),
      memory: { preset: "aggressive" },
    }),
  ];
  const hosts = pages.map((page, at) => ({ ...page, secondPlaces: SECOND[at] ?? [] }));
  await expect(renderMemory(hosts)).toMatchFileSnapshot("../../golden/report/memory.txt");
});

describe("room for an engine and its successor", () => {
  const whole = (wish: Scene) => {
    const { bytes: planned, wired } = planOf(wish);
    return { bytes: planned, wired };
  };
  /** Needs 12.9 GiB, of which the GPU wires 11.8 GiB. */
  const of = (memory: number, more: Partial<Host> = {}): Scene => ({
    host: { memory: bytes(memory * GIB), ...more },
  });

  test.each<readonly [string, Scene, RegExp | undefined]>([
    ["is there where twice the plan fits", of(48), undefined],
    [
      "is not there where it does not",
      of(32),
      /^old and new would take 27\.1 GiB beside the 10\.0 GiB of macOS, of 32\.0 GiB$/,
    ],
    [
      "ends at what the GPU may wire",
      of(48, { gpuMemory: bytes(16 * GIB) }),
      /^the GPU would wire 23\.6 GiB for old and new, and may 16\.0 GiB$/,
    ],
    ["is not known while a model is not", { ...of(64), shapes: { odd: "unread" } }, /metadata/],
  ])("%s", (_, wish, because) => {
    const said = noRoomFor(scene(wish), ["ollama"], whole(wish));
    if (because === undefined) expect(said).toBeUndefined();
    else expect(said).toMatch(because);
  });

  test("counts what serves now where that is larger", () => {
    const now = { bytes: 30 * GIB, wired: 28 * GIB };
    expect(noRoomFor(scene(of(48)), ["ollama"], now)).toMatch(/^old and new would take 45\.1 GiB/);
    expect(noRoomFor(scene(of(64)), ["ollama"], now)).toBeUndefined();
  });

  test("is not taken for granted where the release that serves says nothing", () => {
    expect(noRoomFor(scene(of(64)), ["ollama"], undefined)).toBe("a release does not say what it holds");
    expect(noRoomForBoth(scene(of(64)), whole(of(64)), undefined)).toBe(
      "a release does not say what it holds",
    );
  });

  test("a way back counts both releases whole", () => {
    expect(noRoomForBoth(scene(of(48)), whole(of(48)), whole(of(48)))).toBeUndefined();
    expect(noRoomForBoth(scene(of(32)), whole(of(32)), whole(of(32)))).toMatch(/^old and new/);
  });
});
