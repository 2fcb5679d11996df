import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { beforeEach, expect, test } from "vitest";
import { digestOf } from "../../src/model/digest.ts";
import { type Build, keepBuild, keptBuild } from "../../src/store/kept-build.ts";
import { ownPlace } from "./place.ts";

const at = ownPlace();
const BUILD: Build = { text: "built", sources: { "a.ts": digestOf("a"), "b.ts": digestOf("b") } };

beforeEach(async () => {
  writeFileSync(at("a.ts"), "a");
  writeFileSync(at("b.ts"), "b");
  await keepBuild(at("kept.json"), BUILD);
});

test("a build is kept while every source is the same", async () => {
  expect(await keptBuild(at(), at("kept.json"))).toEqual(BUILD);
});

const edit = (from: string, to: string): void =>
  writeFileSync(at("kept.json"), readFileSync(at("kept.json"), "utf8").replace(from, to));

test.each<readonly [string, () => void]>([
  ["one source has another content", () => writeFileSync(at("b.ts"), "c")],
  ["a source is gone", () => rmSync(at("a.ts"))],
  ["it was cut short", () => writeFileSync(at("kept.json"), '{"text":')],
  ["its text was edited", () => edit('"built"', '"other"')],
  ["it has no sources", () => edit('"sources"', '"others"')],
  ["there is none", () => rmSync(at("kept.json"))],
])("it does not count when %s", async (_, change) => {
  change();
  expect(await keptBuild(at(), at("kept.json"))).toBeUndefined();
});

test("where nothing can be written the build goes on", async () => {
  writeFileSync(at("file"), "");
  await expect(keepBuild(at("file/kept.json"), BUILD)).resolves.toBeUndefined();
});
