import { expect, test } from "vitest";
import { engineLabel, type Layout, layout } from "../../src/model/layout.ts";

const paths = (of: Layout): readonly string[] =>
  Object.entries(of).flatMap(([name, path]) =>
    name === "searchPath" || name === "root" ? [] : [path as string],
  );

test("on a Mac everything is where its administrators expect it", () => {
  expect(layout("/")).toMatchObject({
    home: "/opt/espalier",
    launchDaemons: "/Library/LaunchDaemons",
    logs: "/var/log/espalier",
    searchPath: "/usr/bin:/bin:/usr/sbin:/sbin",
  });
});

test("below another root everything is below it, in the same places", () => {
  const moved = paths(layout("/private/tmp/mac-01"));
  expect(moved).toEqual(paths(layout("/")).map((path) => `/private/tmp/mac-01${path}`));
  expect(layout("/private/tmp/mac-01").searchPath.split(":").slice(0, 4)).toEqual([
    "/private/tmp/mac-01/usr/bin",
    "/private/tmp/mac-01/bin",
    "/private/tmp/mac-01/usr/sbin",
    "/private/tmp/mac-01/sbin",
  ]);
});

test("no two things share a place", () => {
  expect(new Set(paths(layout("/"))).size).toBe(paths(layout("/")).length);
});

test("a job is called after its engine", () => {
  expect(engineLabel("ollama")).toBe("com.espalier.ollama");
});
