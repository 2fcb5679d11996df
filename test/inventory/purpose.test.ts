import { expect, test } from "vitest";
import { lockDifferences } from "../../src/inventory/lock-differences.ts";
import { mistakenPurpose } from "../../src/inventory/purpose.ts";
import type { Model } from "../../src/model/model.ts";
import type { ModelShape, Pooling } from "../../src/model/shape.ts";
import { bytes } from "../../src/model/units.ts";
import { catalogue, smallPool } from "./files.ts";
import { LADDER, smallLock } from "./locks.ts";

const { chat } = smallPool().models as { readonly chat: Model };
const shape = (pooling?: Pooling): ModelShape => ({
  source: pooling === undefined ? "config" : "gguf",
  architecture: "qwen3",
  weights: bytes(1),
  numberBytes: 2,
  attention: [],
  ...(pooling !== undefined && { pooling }),
});

test.each<readonly [boolean, Pooling | undefined, string | undefined]>([
  [false, "untold", undefined],
  [false, undefined, undefined],
  [true, undefined, undefined],
  [true, "mean", undefined],
  [true, "last", undefined],
  [true, "none", undefined],
  [
    false,
    "last",
    "its header has qwen3.pooling_type last: it embeds and generates nothing, and the inventory does not say so",
  ],
  [
    true,
    "untold",
    "its header has no qwen3.pooling_type: it generates, and the inventory says that it embeds",
  ],
  [true, "rank", "its header has qwen3.pooling_type rank: it ranks texts"],
  [false, "rank", "its header has qwen3.pooling_type rank: it ranks texts"],
])("embeds: %s of a file with pooling %s", (embeds, pooling, saw) => {
  expect(mistakenPurpose({ ...chat, embeds }, shape(pooling))?.saw).toBe(saw);
});

test("a lock whose model is for something else than the inventory says is no lock for it", () => {
  const pin = smallLock.models["chat"];
  if (pin === undefined) throw new TypeError("the small lock has a chat");
  const lock = { ...smallLock, models: { chat: { ...pin, shape: shape("mean") } } };
  expect(lockDifferences(smallPool(), catalogue, lock, LADDER)).toMatchObject([
    { path: "models.chat.embeds", now: "false", why: expect.stringContaining("it embeds") },
  ]);
});

test.each<readonly [Pooling, string | undefined]>([
  ["untold", undefined],
  ["none", undefined],
  ["last", undefined],
  [
    "mean",
    "its header has qwen3.pooling_type mean, and the inventory last: its vectors would be of the right size and mean nothing",
  ],
])("pooling: last of a file with pooling %s", (told, saw) => {
  expect(mistakenPurpose({ ...chat, embeds: true, pooling: "last" }, shape(told))?.saw).toBe(saw);
});
