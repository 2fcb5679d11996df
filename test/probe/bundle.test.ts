import { builtinModules } from "node:module";
import { homedir } from "node:os";
import { expect, test } from "vitest";
import { digestOf } from "../../src/model/digest.ts";
import { buildLadder, bundleLadder } from "../../src/store/ladder-bundle.ts";

const { text, revision } = await bundleLadder();

test("two builds are equal, and the revision is their sha256", async () => {
  const builds = [await buildLadder(), await buildLadder()];
  expect(builds.map((build) => build.text)).toEqual([text, text]);
  expect(revision).toBe(digestOf(text));
});

test("it imports nothing but Node's own modules", () => {
  const imported = [...text.matchAll(/^import .* from "(.+)";$/gm)].map(([, name]) => name);
  expect(imported.length).toBeGreaterThan(5);
  for (const name of imported) expect(builtinModules.map((module) => `node:${module}`)).toContain(name);
  expect(text).not.toMatch(/\b(?:require|import)\(/);
});

test("no path of the machine that built it is inside", () => {
  for (const path of [process.cwd(), homedir(), "node_modules"]) expect(text).not.toContain(path);
});

test("it stays small", () => {
  expect(text.length).toBeLessThan(164 * 1024);
});
