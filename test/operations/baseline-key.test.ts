import { expect, test } from "vitest";
import { baselineFolder, baselineKey } from "../../src/operations/baseline-key.ts";
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
  [
    "other slots",
    (wish: HostWish) => ({
      ...wish,
      pool: {
        ...wish.pool,
        engines: Object.fromEntries(
          Object.entries(wish.pool.engines).map(([name, one]) => [name, { ...one, parallel: 77 }]),
        ),
      },
    }),
  ],
])("%s is another kind", (_, change) => {
  expect(changed(change)).not.toBe(changed((wish) => wish));
});

test("more requests or rungs are the same kind", () => {
  expect(changed(ladder({ requests: 1000, budget: 9000, rungs: [1, 2] }))).toBe(changed((wish) => wish));
});
