import { expect, test } from "vitest";
import type { HostFacts } from "../../src/model/facts.ts";
import { deafHost, unreadiness } from "../../src/operations/readiness.ts";
import { convergedFacts, wishFor } from "../fakes/wish.ts";
import { smallPool } from "../inventory/files.ts";

const SECOND = [
  [
    "lanes:\n",
    "  vectors:\n    engine: spare\n    registry: https://registry.ollama.ai\n    repository: library/nomic\n    tag: latest\n    weights: 1 GiB\n    kvPerToken: 1 KiB\nlanes:\n",
  ],
  [
    "contextLength: 8192 }\n",
    "contextLength: 8192 }\n  spare: { kind: ollama, artifact: ollama@0.35.1, parallel: 1, contextLength: 8192 }\n",
  ],
  [
    "engines: [ollama]\n    models: [chat]\n    lanes: [interactive]\n    labels",
    "engines: [ollama, spare]\n    models: [chat, vectors]\n    lanes: [interactive]\n    ports: { spare: 11500 }\n    labels",
  ],
] as const;
const wish = wishFor(smallPool(...SECOND));
const facts = convergedFacts(wish);
const logs = wish.layout.logs;

const RUNNING = (engine: string) =>
  `its engine ${engine} does not answer (its job com.espalier.${engine} is running; log ${logs}/${engine}.log)`;
const jobless = facts.services.map((one) =>
  one.label === "com.espalier.spare" ? { label: one.label, loaded: false } : one,
);
const crashed = facts.services.map((one) =>
  one.label === "com.espalier.ollama" ? { ...one, state: "spawn scheduled", lastExit: "1" } : one,
);

test.each<readonly [string, Partial<HostFacts>, models: readonly string[], reasons: readonly string[]]>([
  ["a host of which all answers", {}, ["chat", "vectors"], []],
  ["the second engine is dead", { answering: ["ollama"] }, ["chat", "vectors"], [RUNNING("spare")]],
  ["the second engine is dead, and none of its models is asked for", { answering: ["ollama"] }, ["chat"], []],
  [
    "its job is gone",
    { answering: ["ollama"], services: jobless },
    ["vectors"],
    [`its engine spare does not answer (its job com.espalier.spare is not loaded; log ${logs}/spare.log)`],
  ],
  [
    "it crashes again and again",
    { answering: ["spare"], services: crashed },
    ["chat"],
    [
      `its engine ollama does not answer (its job com.espalier.ollama is spawn scheduled, last exit 1; log ${logs}/ollama.log)`,
    ],
  ],
  ["a model is not in memory", { resident: {} }, ["chat"], ["chat is not resident under its pinned digest"]],
  [
    "the proxy is dead",
    { proxyStatus: 0 },
    ["chat"],
    [`its proxy does not answer (its job com.espalier.haproxy is running; log ${logs}/haproxy.log)`],
  ],
])("%s", (_, change, models, reasons) => {
  expect(unreadiness(wish, { ...facts, ...change }, models)).toEqual(reasons);
});

test("a model that is not in memory keeps no host closed, for its first request loads it", () => {
  expect(deafHost(wish, { ...facts, resident: {} })).toBeUndefined();
});

test("a host with a dead engine is named with the engine and what to type", () => {
  const failure = deafHost(wish, { ...facts, answering: ["ollama"] });
  expect(failure).toMatchObject({ code: "host-unready", subject: "mac-01", exit: 1 });
  expect(failure?.message).toContain(RUNNING("spare"));
  expect(failure?.message).toContain("`espalier apply orchard --on mac-01` starts what does not work");
});
