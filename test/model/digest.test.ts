import { createHash } from "node:crypto";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { canonicalJson, digest, digestOf, hexOf, isDigest, shortOf } from "../../src/model/digest.ts";

const HEX = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

describe("a digest", () => {
  test("is the published one for a published text", () => {
    expect(digestOf("abc")).toBe(`sha256:${HEX}`);
    expect(digestOf(Buffer.from("abc"))).toBe(digestOf("abc"));
  });

  test("of text is that of its UTF-8 bytes", () => {
    expect(hexOf(digestOf("猫"))).toBe(createHash("sha256").update(Buffer.from("猫", "utf8")).digest("hex"));
  });

  test("has a short form for people and paths", () => {
    expect(shortOf(digest(`sha256:${HEX}`))).toBe("ba7816bf8f01");
  });

  test.each([
    ["bare hex", HEX],
    ["a short form", "sha256:ba7816bf8f01"],
    ["upper case", `sha256:${HEX.toUpperCase()}`],
    ["one digit more", `sha256:${HEX}0`],
    ["a line end", `sha256:${HEX}\n`],
    ["another algorithm", `sha512:${HEX}`],
    ["nothing", ""],
  ])("is not %s", (_, text) => {
    expect(isDigest(text)).toBe(false);
    expect(() => digest(text)).toThrow(`not a digest: ${JSON.stringify(text)}`);
  });
});

describe("canonical JSON", () => {
  test.each([
    ["sorts keys, all the way down", { b: { d: 1, c: 2 }, a: 0 }, '{"a":0,"b":{"c":2,"d":1}}'],
    ["keeps the order of lists", [3, 1, 2], "[3,1,2]"],
    ["drops what is undefined, as JSON does", { a: undefined, b: null }, '{"b":null}'],
    ["writes a gap of a list as null, as JSON does", [undefined, 1], "[null,1]"],
    ["escapes keys as well as values", { 'a"b': "c\n" }, '{"a\\"b":"c\\n"}'],
    ["has no white space", { a: [{ b: 1 }] }, '{"a":[{"b":1}]}'],
    ["is one for nothing", null, "null"],
  ])("%s", (_, value, text) => {
    expect(canonicalJson(value)).toBe(text);
  });

  const turned = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(turned);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(
      Object.entries(value)
        .reverse()
        .map(([key, item]) => [key, turned(item)]),
    );
  };

  test("is the same for equal values, says no less than JSON, and is JSON", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const plain = JSON.parse(JSON.stringify(value)) as unknown;
        expect(canonicalJson(turned(plain))).toBe(canonicalJson(plain));
        expect(JSON.parse(canonicalJson(plain))).toEqual(plain);
      }),
    );
  });
});
