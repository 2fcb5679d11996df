import * as fc from "fast-check";
import { readPool } from "../../src/inventory/pool.ts";
import { digestOf } from "../../src/model/digest.ts";
import type { Pool } from "../../src/model/pool.ts";
import { accepted, catalogue } from "../inventory/files.ts";

/** A pool as its author writes it; JSON is YAML. */
export type PoolText = Readonly<Record<string, unknown>>;

/** Words that stand for secrets: they may be in a pool, and nowhere else. */
export const SECRETS = ["SSH-SECRET", "LADDER_SECRET", "SIGNING-SECRET"] as const;

/** Text that would do harm where somebody forgot to quote it. */
const odd = fc.constantFrom(
  "plain",
  "it's",
  'a "b"',
  "$(reboot)",
  "`reboot`",
  "a;b",
  "a && b",
  "<&>",
  "ü — 猫",
  "\\",
);

const lane = (name: string) =>
  fc.record({
    owner: odd,
    streams: fc.integer({ min: 1, max: 4 }),
    queue: fc.nat({ max: 100 }),
    models: fc.constant(["chat"]),
    keys: fc.array(odd, { minLength: 1, maxLength: 3 }).map((owners) =>
      owners.map((owner, index) => ({
        id: `${name}-${index}`,
        owner,
        sha256: digestOf(`key ${index} of ${name}`),
      })),
    ),
  });

const lanes = fc
  .subarray(["batch", "internal", "night"])
  .chain((more) =>
    fc.record(Object.fromEntries(["interactive", ...more].map((name) => [name, lane(name)] as const))),
  );

const engine = fc.record({
  kind: fc.constant("ollama"),
  artifact: fc.constantFrom("ollama@0.35.1", "ollama@0.34.4"),
  parallel: fc.integer({ min: 1, max: 4 }),
  contextLength: fc.constantFrom(4096, 8192),
  maxLoadedModels: fc.constantFrom(2, 3),
  environment: fc.dictionary(fc.constantFrom("GGML_METAL_TENSOR_DISABLE", "ODD_ONE", "TZ"), odd, {
    noNullPrototype: true,
  }),
});

const model = (repository: string) => ({
  engine: "ollama",
  registry: "https://registry.ollama.ai",
  repository,
  tag: "4b",
  weights: "2.6 GiB",
  kvPerToken: "144 KiB",
});

interface Leaning {
  readonly state: string;
  readonly because: string;
  readonly root: string;
  readonly isCanary: boolean;
  readonly servesMore: boolean;
}

const leaning: fc.Arbitrary<Leaning> = fc.record({
  state: fc.constantFrom("serving", "drained"),
  because: odd,
  root: fc.constantFrom("/", "/private/tmp/mac@1"),
  isCanary: fc.boolean(),
  servesMore: fc.boolean(),
});

const host = (lean: Leaning, index: number, carried: readonly string[]) => ({
  address: `10.0.7.${index + 1}`,
  root: lean.root,
  chip: "Apple M4 Pro",
  memory: "64 GiB",
  engines: ["ollama"],
  models: lean.servesMore ? ["chat", "code"] : ["chat"],
  lanes: carried,
  labels: lean.isCanary ? ["canary"] : [],
  state: lean.state,
  ...(lean.state === "drained" && { because: lean.because }),
});

/** Pools that read well: one to five hosts, one to four lanes, with odd words wherever free text is allowed. */
export const poolTexts: fc.Arbitrary<PoolText> = fc
  .record({ lanes, engine, leanings: fc.array(leaning, { minLength: 1, maxLength: 5 }) })
  .map(({ lanes, engine, leanings }) => {
    const [first, ...others] = leanings;
    const servesAll = first === undefined ? [] : [{ ...first, servesMore: true, isCanary: true }];
    const hosts = [...servesAll, ...others].map((lean, at) => [
      `mac-0${at + 1}`,
      host(lean, at, Object.keys(lanes)),
    ]);
    const rest = others.some(({ isCanary }) => !isCanary) ? [{ name: "rest", hosts: "*" }] : [];
    return {
      pool: "orchard",
      ssh: { user: "llmops", key: "file:/keys/SSH-SECRET" },
      engines: { ollama: engine },
      models: { chat: model("library/qwen3"), code: model("library/coder") },
      lanes,
      hosts: Object.fromEntries(hosts),
      waves: [{ name: "canary", hosts: "@canary" }, ...rest],
      ladder: { model: "chat", lane: "interactive", key: "env:LADDER_SECRET", runtime: "node@20.20.2" },
      gates: {
        rules: ["errors == 0"],
        signing: { key: "cmd:print SIGNING-SECRET", identity: "release@example" },
      },
      gateway: { artifact: "haproxy@3.4.6" },
    };
  });

/** The pool of a text that must read well. */
export const poolOf = (text: PoolText): Pool =>
  accepted(readPool(JSON.stringify(text), "orchard.yaml", catalogue));
