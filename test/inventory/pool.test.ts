import { join } from "node:path";
import { expect, test } from "vitest";
import { readPool } from "../../src/inventory/pool.ts";
import { catalogue, GOLDEN, smallPool, smallText, told } from "./files.ts";

test("what a small pool leaves out has its default", async () => {
  await expect(`${JSON.stringify(smallPool(), null, 2)}\n`).toMatchFileSnapshot(join(GOLDEN, "small.json"));
});

test("a pool is frozen all the way down", () => {
  const loose: string[] = [];
  const walk = (value: unknown, path: string): void => {
    if (typeof value !== "object" || value === null) return;
    if (!Object.isFrozen(value)) loose.push(path);
    for (const [key, item] of Object.entries(value)) walk(item, `${path}.${key}`);
  };
  walk(smallPool(), "pool");
  expect(loose).toEqual([]);
});

test.each([
  ["a pool in the file that bears its name", "inventory/pools/orchard.yaml", ""],
  ["a pool in any other folder", "somewhere/grove.yaml", ""],
  [
    "not a pool in the file of another",
    "inventory/pools/grove.yaml",
    'inventory/pools/grove.yaml:1:7 pool: found the name "orchard", wanted grove, as the file is called; rename the pool or the file\n',
  ],
])("accepts %s", (_, file, said) => {
  expect(told(readPool(smallText, file, catalogue))).toBe(said);
});

test("two readings of one text give equal pools", () => {
  expect(smallPool()).toEqual(smallPool());
});

test("a model with its digest keeps it", () => {
  const sha256 = `sha256:${"c4".repeat(32)}`;
  expect(smallPool(["    tag: 4b\n", `    tag: 4b\n    digest: ${sha256}\n`]).models["chat"]?.digest).toBe(
    sha256,
  );
});

test("the position of a mistake inside quotes counts the quote", () => {
  const text = smallText.replace("- errors == 0", '- "errors == zero"');
  expect(told(readPool(text, "x.yaml", catalogue))).toMatch(/^x\.yaml:45:18 gates\.rules\[1\]: found "zero"/);
});

test("a folded rule is located where it starts", () => {
  const text = smallText.replace("- errors == 0", "- errors ==\n        zero");
  expect(told(readPool(text, "x.yaml", catalogue))).toMatch(/^x\.yaml:45:7 gates\.rules\[1\]: found "zero"/);
});
