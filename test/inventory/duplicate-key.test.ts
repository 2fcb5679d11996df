import { expect, test } from "vitest";
import { openSource } from "../../src/inventory/source.ts";

const told = (text: string) =>
  openSource(text, "pool.yaml").problems.map(({ line, path, found }) => `${line} ${path}: ${found}`);

test.each([
  ["at the top", "a: 1\nb: 2\na: 3\n", "3 a: the key a a second time, the first is on line 1"],
  [
    "in a map of a list",
    "waves:\n  - name: x\n  - name: y\n    hosts: []\n    name: z\n",
    "5 waves[1].name: the key name a second time, the first is on line 3",
  ],
  [
    "that needs quotes",
    'pins:\n  "a b": 1\n  "a b": 2\n',
    '3 pins["a b"]: the key a b a second time, the first is on line 2',
  ],
  ["on one line", "x: { a: 1, a: 2 }\n", "1 x.a: the key a a second time, the first is on line 1"],
])("a key that stands twice %s is named with its path and its first line", (_, text, saying) => {
  expect(told(text)).toEqual([saying]);
});

test("a key that stands three times is told twice, each with the first", () => {
  expect(told("a: 1\na: 2\na: 3\n").map((line) => line.slice(-1))).toEqual(["1", "1"]);
});
