import { expect, test } from "vitest";
import { select } from "../../src/inventory/selector.ts";
import { assigned } from "../../src/inventory/waves.ts";
import { assignWaves } from "../../src/rollout/waves.ts";
import { smallPool } from "./files.ts";

const HOSTS = [
  { id: "mac-01", labels: ["canary", "m4"] },
  { id: "mac-02", labels: ["m4"] },
  { id: "mac-10", labels: [] },
  { id: "mac-11", labels: [] },
];

test.each([
  ["an exact name", "mac-02", ["mac-02"]],
  ["a list, in the order of the pool, each host once", "mac-10, mac-01,mac-10", ["mac-01", "mac-10"]],
  ["a glob", "mac-1*", ["mac-10", "mac-11"]],
  ["a label", "@canary", ["mac-01"]],
  ["a label with a glob", "@m*", ["mac-01", "mac-02"]],
  ["a name and a label", "mac-11,@canary", ["mac-01", "mac-11"]],
  ["everything", "*", ["mac-01", "mac-02", "mac-10", "mac-11"]],
])("selects by %s", (_, selector, ids) => {
  const selection = select(selector, HOSTS);
  expect(selection.kind === "ok" && selection.hosts.map((host) => host.id)).toEqual(ids);
});

test.each([
  ["an unknown name", "mac-03", '"mac-03"', 'did you mean "mac-01"?'],
  ["a name of part of a host", "mac-0", '"mac-0"', 'did you mean "mac-01"?'],
  [
    "an unknown name among known ones",
    "mac-01,mini-3",
    '"mini-3"',
    "choose from mac-01, mac-02, mac-10, mac-11",
  ],
  ["a glob without a host", "mini-*", '"mini-*"', "choose from mac-01, mac-02, mac-10, mac-11"],
  ["a label nobody carries", "@canray", '"@canray"', 'did you mean "@canary"?'],
  ["an empty selector", "", '""', "choose from mac-01, mac-02, mac-10, mac-11"],
  ["a comma too many", "mac-01,", '""', "choose from mac-01, mac-02, mac-10, mac-11"],
  ["a pattern of another language", "mac-.+", '"mac-.+"', 'did you mean "mac-01"?'],
])("refuses %s", (_, selector, found, todo) => {
  expect(select(selector, HOSTS)).toMatchObject({ kind: "bad", found, todo });
});

test("everything of nothing is nothing", () => {
  expect(select("*", [])).toEqual({ kind: "ok", hosts: [] });
});

test("a host belongs to the first wave that names it", () => {
  const waves = [
    { name: "canary", hosts: "@canary" },
    { name: "m4", hosts: "@m4" },
    { name: "rest", hosts: "*" },
  ];
  const names = assigned(waves, HOSTS).map((wave) => wave.hosts.map((host) => host.id));
  expect(names).toEqual([["mac-01"], ["mac-02"], ["mac-10", "mac-11"]]);
});

test("a pool's waves hold its hosts, and no empty wave", () => {
  const pool = smallPool(['hosts: "*" }', 'hosts: "*" }\n  - { name: late, hosts: "*" }']);
  const waves = assignWaves(pool).map((wave) => ({
    name: wave.name,
    hosts: wave.hosts.map((host) => host.id),
  }));
  expect(waves).toEqual([
    { name: "canary", hosts: ["mac-01"] },
    { name: "rest", hosts: ["mac-02"] },
  ]);
});
