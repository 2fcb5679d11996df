import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { readCatalogue } from "../../src/inventory/catalogue.ts";
import { readPool } from "../../src/inventory/pool.ts";
import { formatProblem, type Reading } from "../../src/inventory/problem.ts";
import type { Catalogue, Pool } from "../../src/model/pool.ts";

const ROOT = join(import.meta.dirname, "../..");
export const FIXTURES = join(ROOT, "test/fixtures/inventory");
export const GOLDEN = join(ROOT, "test/golden/inventory");

/** A file of the repository, path from its root. */
export const fileText = (path: string): string => readFileSync(join(ROOT, path), "utf8");

export const fixtureNames = (folder: string, ending: string): readonly string[] =>
  readdirSync(join(FIXTURES, folder))
    .filter((name) => name.endsWith(ending))
    .map((name) => name.slice(0, -ending.length));

/** The value of a reading that must be good. */
export function accepted<T>(reading: Reading<T>): T {
  if (reading.kind === "ok") return reading.value;
  throw new Error(told(reading));
}

/** Every problem, one per line; empty when there is none. */
export const told = (reading: Reading<unknown>): string =>
  reading.kind === "ok" ? "" : reading.problems.map((problem) => `${formatProblem(problem)}\n`).join("");

export const catalogue: Catalogue = accepted(
  readCatalogue(fileText("inventory/artifacts.yaml"), "inventory/artifacts.yaml"),
);

export const smallText = fileText("test/fixtures/inventory/good/small.yaml");

/** The small pool, with some of its text exchanged. */
export function smallPool(...exchanges: readonly (readonly [string, string])[]): Pool {
  const text = exchanges.reduce((old, [from, to]) => {
    if (!old.includes(from)) throw new Error(`the small pool does not say ${JSON.stringify(from)}`);
    return old.replace(from, to);
  }, smallText);
  return accepted(readPool(text, "small.yaml", catalogue));
}
