import { describe, expect, test } from "vitest";
import { poolRenames, renamedHosts, withRenames } from "../../src/inventory/renames.ts";
import type { HostPin, Lock } from "../../src/model/lock.ts";
import { smallPool } from "./files.ts";
import { smallLock } from "./locks.ts";

const keys = (hosts: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(hosts).map(([name, hostKey]) => [name, { hostKey }]));

describe("a host that the lock lost", () => {
  test.each<
    readonly [string, readonly string[], Record<string, string>, Record<string, string>, readonly string[]]
  >([
    ["is the one that shows its key", ["mac-01"], { "mac-01": "A" }, { "box-01": "A" }, ["mac-01 -> box-01"]],
    ["is none that shows another key", ["mac-01"], { "mac-01": "A" }, { "box-01": "B" }, []],
    [
      "is neither of two that show its key",
      ["mac-01"],
      { "mac-01": "A" },
      { "box-01": "A", "box-02": "A" },
      [],
    ],
    [
      "is not told from another that had the same key",
      ["mac-01", "mac-02"],
      { "mac-01": "A", "mac-02": "A" },
      { "box-01": "A" },
      [],
    ],
    [
      "is found beside others",
      ["mac-01", "mac-02"],
      { "mac-01": "A", "mac-02": "B" },
      { "box-02": "B", "box-01": "A", "box-03": "C" },
      ["mac-01 -> box-01", "mac-02 -> box-02"],
    ],
  ])("%s", (_, lost, pinned, shown, wanted) => {
    const found = renamedHosts(lost, keys(pinned), keys(shown));
    expect(found.map(({ from, to }) => `${from} -> ${to}`)).toEqual(wanted);
  });
});

test("a renamed host keeps its pins and remembers its names, oldest first", () => {
  const once = withRenames(smallLock, [{ from: "mac-01", to: "box-01" }]);
  const twice = withRenames(once, [{ from: "box-01", to: "fig-01" }]);
  expect(twice.hosts["fig-01"]).toEqual({ ...smallLock.hosts["mac-01"], was: ["mac-01", "box-01"] });
  expect(Object.keys(twice.hosts).sort()).toEqual(["fig-01", "mac-02"]);
});

describe("what Terraform's state has to follow", () => {
  const lock = (was: readonly string[]): Lock => {
    const pin = smallLock.hosts["mac-01"] as HostPin;
    return { ...smallLock, hosts: { ...smallLock.hosts, "mac-01": { ...pin, was } } };
  };

  test.each([
    ["nothing of a host that had one name only", [], []],
    ["each step of the way", ["plum", "box-01"], ["plum -> box-01", "box-01 -> mac-01"]],
    ["nothing before a name that another host has now", ["plum", "mac-02", "box-01"], ["box-01 -> mac-01"]],
    ["nothing before a name that it has again", ["plum", "mac-01", "box-01"], ["box-01 -> mac-01"]],
    ["nothing when another host has the last name", ["mac-02"], []],
  ])("is %s", (_, was, wanted) => {
    expect(poolRenames(smallPool(), lock(was)).map(({ from, to }) => `${from} -> ${to}`)).toEqual(wanted);
  });
});
