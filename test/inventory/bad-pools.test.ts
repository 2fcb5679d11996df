import { join } from "node:path";
import { expect, test } from "vitest";
import { readPool } from "../../src/inventory/pool.ts";
import { catalogue, FIXTURES, fileText, fixtureNames, told } from "./files.ts";

const cases = fixtureNames("bad", ".yaml");

test("there are bad pools, and each has its text", () => {
  expect(cases.length).toBeGreaterThan(40);
  expect(fixtureNames("bad", ".txt")).toEqual(cases);
});

test.each(cases)("%s is refused in exactly these words", async (name) => {
  const file = `${name}.yaml`;
  const reading = readPool(fileText(`test/fixtures/inventory/bad/${file}`), file, catalogue);
  expect(reading.kind).toBe("bad");
  await expect(told(reading)).toMatchFileSnapshot(join(FIXTURES, "bad", `${name}.txt`));
});
