import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { tinyGguf } from "../../../simulator/tiny/gguf.ts";
import { readGguf } from "../../../src/facts/shape/gguf.ts";
import { gguf, type Typed } from "../../fakes/gguf.ts";

const KEYS: Readonly<Record<string, Typed>> = {
  "general.architecture": { text: "qwen3" },
  "qwen3.block_count": { u32: 36 },
  "qwen3.offset": { i32: -3 },
  "qwen3.scale": { f32: 0.5 },
  "qwen3.size": { u64: 2 ** 40 },
  "qwen3.causal": { bool: false },
  "qwen3.heads": { u32s: [8, 0, 8] },
  "qwen3.windows": { bools: [true, false] },
  "tokenizer.ggml.tokens": { texts: ["<s>", "löwe", "猫"] },
  "tokenizer.ggml.scores": { u32s: Array.from({ length: 5000 }, (_, at) => at) },
  last: { text: "" },
};

describe("the header of a GGUF file", () => {
  test("gives every value of every type; of long lists and lists of words the length", () => {
    const { values, isWhole } = readGguf(gguf(KEYS));
    expect(isWhole).toBe(true);
    expect(Object.fromEntries(values)).toEqual({
      "general.architecture": "qwen3",
      "qwen3.block_count": 36,
      "qwen3.offset": -3,
      "qwen3.scale": 0.5,
      "qwen3.size": 2 ** 40,
      "qwen3.causal": false,
      "qwen3.heads": [8, 0, 8],
      "qwen3.windows": [true, false],
      "tokenizer.ggml.tokens": { count: 3 },
      "tokenizer.ggml.scores": { count: 5000 },
      last: "",
    });
  });

  test("of a whole file with tensors is read", () => {
    const { values, isWhole } = readGguf(tinyGguf(1));
    expect(isWhole).toBe(true);
    expect(values.get("llama.block_count")).toBe(2);
  });

  test("cut anywhere gives only values that the whole one has, and says that it is cut", () => {
    const whole = gguf(KEYS);
    const all = readGguf(whole).values;
    fc.assert(
      fc.property(fc.nat({ max: whole.length - 1 }), (size) => {
        const { values, isWhole } = readGguf(whole.subarray(0, size));
        expect(isWhole).toBe(false);
        for (const [key, value] of values) expect(value).toEqual(all.get(key));
      }),
    );
  });

  test.each([
    ["another file", Buffer.from("PK\u0003\u0004 and so on and on"), "does not begin with GGUF"],
    ["an old version", Buffer.from("GGUF\u0001\0\0\0\0\0\0\0"), "GGUF version 1"],
    [
      "a nonsense number of keys",
      Buffer.concat([Buffer.from("GGUF\u0003\0\0\0"), Buffer.alloc(8), Buffer.alloc(8, 0xff)]),
      "keys",
    ],
  ])("%s is refused", (_, data, said) => {
    expect(() => readGguf(data)).toThrow(said);
  });

  test("a value of an unknown type is refused", () => {
    const data = gguf({ odd: { u32: 1 } });
    data.writeUInt32LE(77, data.length - 8);
    expect(() => readGguf(data)).toThrow("unknown type 77");
  });
});
