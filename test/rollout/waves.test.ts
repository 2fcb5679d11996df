import { expect, test } from "vitest";
import type { Gateways } from "../../src/model/gateways.ts";
import type { Host, Pool } from "../../src/model/pool.ts";
import { assignWaves } from "../../src/rollout/waves.ts";
import { smallPool } from "../inventory/files.ts";

const POOL = smallPool(['hosts: "*" }', 'hosts: "*" }']);

/** `a: chat small`, or `a drained: chat`. */
function host(text: string): Host {
  const [, id = "", drained, models = ""] = /^(\w+)( drained)?: (.*)$/.exec(text) ?? [];
  const [first] = POOL.hosts;
  if (first === undefined) throw new TypeError("a pool has hosts");
  const state = drained === undefined ? "serving" : "drained";
  return { ...first, id, state, models: models.split(" ") as unknown as Host["models"] } as Host;
}

const waved = (hosts: readonly string[], more: Partial<Pool>): readonly string[] =>
  assignWaves({ ...POOL, hosts: hosts.map(host), waves: [{ name: "all", hosts: "*" }], ...more }).map(
    (wave) => `${wave.name}: ${wave.hosts.map(({ id }) => id).join(" ")}`,
  );

test.each<readonly [string, readonly string[], readonly string[]]>([
  ["two hosts of one model go one after the other", ["a: chat", "b: chat"], ["all: a", "all (2): b"]],
  ["of three, two go together", ["a: chat", "b: chat", "c: chat"], ["all: a b", "all (2): c"]],
  ["a model of one host closes with it", ["a: chat", "b: small"], ["all: a b"]],
  [
    "a host that is drained serves nobody",
    ["a: chat", "b: chat", "c drained: chat"],
    ["all: a c", "all (2): b"],
  ],
  ["each model counts", ["a: chat small", "b: chat", "c: small chat"], ["all: a b", "all (2): c"]],
])("behind gateways, %s", (_, hosts, waves) => {
  expect(waved(hosts, { gateways: {} as Gateways })).toEqual(waves);
});

test("without gateways a wave goes at once", () => {
  expect(waved(["a: chat", "b: chat"], {})).toEqual(["all: a b"]);
});
