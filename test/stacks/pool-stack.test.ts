import { describe, expect, it } from "vitest";
import { Failure } from "../../src/model/failure.ts";
import { PoolStack } from "../../stacks/pool-stack.ts";
import { type OrchardWish, orchard } from "./orchard.ts";
import { emptyApp, synthesised } from "./synthesised.ts";

const synth = (wish: OrchardWish): string => synthesised(orchard(wish));

const golden = (name: string): string => `../golden/stacks/${name}.tf.json`;

const three = { canary: ["mac-01"], rest: ["mac-02", "mac-03"] };

const GOLDENS: Readonly<Record<string, OrchardWish>> = {
  "terraform-data": { waves: three },
  "null-resource": { waves: three, context: { rolloutResource: "null_resource" } },
  "retired-terraform-data": { waves: { canary: ["mac-01"] }, retired: ["mac-00", "mac-09"] },
  "renamed-terraform-data": {
    waves: { canary: ["mac-03"] },
    renames: [
      { from: "mac-01", to: "mac-02" },
      { from: "mac-02", to: "mac-03" },
    ],
  },
  "retired-null-resource": {
    waves: { canary: ["mac-01"] },
    retired: ["mac-00"],
    context: { rolloutResource: "null_resource" },
  },
};

const BACKENDS: Readonly<Record<string, unknown>> = {
  local: { kind: "local" },
  s3: { kind: "s3", bucket: "states", region: "eu-west-3", key: "pools/{pool}/state" },
  pg: { kind: "pg" },
  http: {
    kind: "http",
    address: "https://state.example/{pool}",
    lock_address: "https://state.example/{pool}/lock",
  },
  consul: { kind: "consul", address: "consul.example:8500", scheme: "https" },
};

describe("the stack of a pool", () => {
  it.each(Object.keys(GOLDENS))("is synthesised as in golden %s", async (name) => {
    await expect(synth(GOLDENS[name] as OrchardWish)).toMatchFileSnapshot(golden(name));
  });

  it.each(Object.keys(BACKENDS))("keeps its state in %s", async (kind) => {
    const text = synth({ waves: {}, context: { backend: BACKENDS[kind] } });
    await expect(text).toMatchFileSnapshot(golden(`backend-${kind}`));
  });

  it("lets a wave wait for the last wave that has hosts", () => {
    const json = JSON.parse(synth({ waves: { canary: ["mac-01"], some: [], rest: ["mac-02"] } }));
    expect(json.resource.terraform_data["mac-02"].depends_on).toContain("terraform_data.mac-01");
  });

  it("names no absolute path, so that the same inventory gives the same bytes everywhere", () => {
    expect(synth({ waves: three, retired: ["mac-00"] })).not.toContain(process.cwd());
  });
});

const ASTRAY: readonly (readonly [
  string,
  (config: ReturnType<typeof orchard>) => ReturnType<typeof orchard>,
])[] = [
  ["a host of a wave has no spec", (config) => ({ ...config, specs: [] })],
  ["a spec is in no wave", (config) => ({ ...config, waves: [] })],
  ["a host is in two waves", (config) => ({ ...config, waves: [...config.waves, ...config.waves] })],
];

describe("a stack is refused when", () => {
  it.each(ASTRAY)("%s", (_, bend) => {
    const config = bend(orchard({ waves: { canary: ["mac-01"] } }));
    expect(() => new PoolStack(emptyApp(), config)).toThrow(Failure);
    expect(() => new PoolStack(emptyApp(), config)).toThrow(
      /orchard\/mac-01: is in .*see waves: in inventory/,
    );
  });
});
