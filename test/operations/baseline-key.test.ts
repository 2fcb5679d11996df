import { describe, expect, test } from "vitest";
import { baselineFolder, baselineKey, unlike } from "../../src/operations/baseline-key.ts";
import type { HostWish } from "../../src/operations/wish.ts";
import { wishFor } from "../fakes/wish.ts";

const WISH = wishFor();
const engine = Object.keys(WISH.pool.engines)[0] ?? "";

const changed = (change: (wish: HostWish) => HostWish): string => baselineFolder(baselineKey(change(WISH)));
const ladder = (change: Partial<HostWish["pool"]["ladder"]>) => (wish: HostWish) => ({
  ...wish,
  pool: { ...wish.pool, ladder: { ...wish.pool.ladder, ...change } },
});
const pins = (change: Readonly<Record<string, string>>) => (wish: HostWish) => ({
  ...wish,
  spec: { ...wish.spec, pins: { ...wish.spec.pins, ...change } },
});

const engines = (change: object) => (wish: HostWish) => ({
  ...wish,
  pool: {
    ...wish.pool,
    engines: Object.fromEntries(
      Object.entries(wish.pool.engines).map(([name, one]) => [name, { ...one, ...change } as typeof one]),
    ),
  },
});

test("names chip and memory, and is the same for the same kind of host", () => {
  const folder = changed((wish) => wish);
  expect(folder).toMatch(/^apple-m\d.*-\d+-0-gib-[0-9a-f]{12}$/);
  expect(changed((wish) => ({ ...wish, host: { ...wish.host, id: "other" as never } }))).toBe(folder);
});

test.each([
  ["another chip", (wish: HostWish) => ({ ...wish, host: { ...wish.host, chip: "Apple M9" } })],
  ["other memory", (wish: HostWish) => ({ ...wish, host: { ...wish.host, memory: (2 ** 40) as never } })],
  ["other model bytes", pins({ [`model.${WISH.pool.ladder.model}`]: "library/other" })],
  ["another engine", pins({ [`engine.${engine}`]: "ollama@9.9.9" })],
  ["another ladder", (wish: HostWish) => ({ ...wish, lock: { ...wish.lock, ladder: "sha256:1" as never } })],
  ["longer prompts", ladder({ promptTokens: 9 })],
  ["longer answers", ladder({ outputTokens: 9 })],
  ["another runtime", ladder({ runtime: "node@9" as never })],
  ["other slots", engines({ parallel: 77 })],
  ["a longer context", engines({ contextLength: 77 })],
  ["another type of KV cache", engines({ kvCacheType: "q4_0" })],
  ["a variable of the engine", engines({ environment: { OLLAMA_FLASH_ATTENTION: "1" } })],
])("%s is another kind", (_, change) => {
  expect(changed(change)).not.toBe(changed((wish) => wish));
});

test("more requests or rungs are the same kind", () => {
  expect(changed(ladder({ requests: 1000, budget: 9000, rungs: [1, 2] }))).toBe(changed((wish) => wish));
});

test("what Espalier asks of an engine, and where it listens, are none of its settings", () => {
  expect(changed(engines({ port: 7, healthDeadline: 1, budget: 9 }))).toBe(changed((wish) => wish));
});

describe("a baseline that does not speak of a host", () => {
  const key = baselineKey(WISH);

  test.each([
    [
      "names the settings then and now",
      { ...key, settings: "kvCacheType f16" },
      /^settings: kvCacheType f16, now /,
    ],
    [
      "says that it is older than settings",
      { ...key, settings: undefined },
      /^settings: it does not say, now .*kvCacheType f16/,
    ],
    [
      "names each thing",
      { ...key, engine: "ollama@0.1", slots: "9" },
      /^engine: ollama@0.1, now .*; slots: 9, now 4$/,
    ],
  ])("%s", (_, other, wanted) => {
    expect(unlike(key, other as typeof key)).toMatch(wanted);
  });

  test("is not named when it is of another chip, or is the one", () => {
    expect(unlike(key, { ...key, chip: "Apple M9" })).toBeUndefined();
    expect(unlike(key, key)).toBe("");
  });
});
