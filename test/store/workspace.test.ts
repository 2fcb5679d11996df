import { resolve } from "node:path";
import { expect, test } from "vitest";
import { runDirectory, workspace } from "../../src/store/workspace.ts";

const ALL = {
  ESPALIER_INVENTORY: "/env/inventory",
  ESPALIER_HOME: "/env/home",
  ESPALIER_REPORTS: "/env/reports",
};

test.each([
  ["the working directory, when nobody says otherwise", {}, {}, resolve("inventory")],
  ["the variable", ALL, {}, "/env/inventory"],
  ["what is asked for, before the variable", ALL, { inventory: "/asked" }, "/asked"],
  ["what is asked for, from the working directory", ALL, { inventory: "asked" }, resolve("asked")],
  ["a relative variable, from the working directory", { ESPALIER_INVENTORY: "mine" }, {}, resolve("mine")],
  ["an empty variable, which says nothing", { ESPALIER_INVENTORY: "" }, {}, resolve("inventory")],
] as const)("the inventory is %s", (_, environment, asked, inventory) => {
  expect(workspace(environment, asked).inventory).toBe(inventory);
});

test("home and reports follow their variables and are hidden or plain beside the inventory", () => {
  expect(workspace(ALL)).toMatchObject({ home: "/env/home", reports: "/env/reports" });
  expect(workspace({})).toMatchObject({ home: resolve(".espalier"), reports: resolve("reports") });
});

test("a run has its own folder below its pool", () => {
  expect(runDirectory(workspace(ALL), "orchard", "20261120-221004")).toBe(
    "/env/reports/orchard/20261120-221004",
  );
});
