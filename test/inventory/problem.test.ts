import { expect, test } from "vitest";
import { formatProblem, inventoryFailure, type Problem } from "../../src/inventory/problem.ts";

const problem = (line: number): Problem => ({
  file: "pools/orchard.yaml",
  line,
  col: 5,
  path: "hosts.mac-01",
  found: 'no key "memory"',
  wanted: "memory: a size",
  todo: 'add memory: "48 GiB"',
});

const SAID = 'hosts.mac-01: found no key "memory", wanted memory: a size; add memory: "48 GiB"';

test("a problem says where, what was found, what was wanted and what to do", () => {
  expect(formatProblem(problem(12))).toBe(`pools/orchard.yaml:12:5 ${SAID}`);
});

test("one problem is a failure in its own words, exit 65", () => {
  const failure = inventoryFailure([problem(12)]);
  expect(failure).toMatchObject({ code: "inventory-refused", exit: 65, hint: 'add memory: "48 GiB"' });
  expect(failure.message).toBe(`pools/orchard.yaml:12:5 ${SAID}`);
});

test("several problems are all listed, exit 65", () => {
  const failure = inventoryFailure([problem(12), problem(30)]);
  expect(failure).toMatchObject({ exit: 65, subject: "pools/orchard.yaml" });
  expect(failure.saw.split("\n")).toEqual([
    "2 problems",
    `  pools/orchard.yaml:12:5 ${SAID}`,
    `  pools/orchard.yaml:30:5 ${SAID}`,
    "",
  ]);
});
