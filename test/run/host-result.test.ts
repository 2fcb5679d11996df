import { describe, expect, test } from "vitest";
import { contractDigest } from "../../src/model/contract.ts";
import { digestOf } from "../../src/model/digest.ts";
import type { GateResult } from "../../src/model/gate.ts";
import type { HostResult } from "../../src/model/run-result.ts";
import { qualifiedBy } from "../../src/operations/qualification.ts";
import type { Clock } from "../../src/run/clock.ts";
import {
  hostResult,
  notJudged,
  proven,
  qualificationStep,
  before as servedBefore,
  untouched,
} from "../../src/run/host-result.ts";
import type { Scene } from "../../src/run/scene.ts";
import { fakeClimb, MAC_01 } from "../fakes/climb.ts";
import { convergedFacts, factsAfter, freshFacts, patched, wishFor } from "../fakes/wish.ts";
import { smallPool } from "../inventory/files.ts";

const clock: Clock = {
  now: () => Date.parse("2026-11-20T22:30:00Z"),
  sleep: () => Promise.resolve(),
  nonce: () => "abcdef",
};
const scene: Scene = { pool: "orchard", run: "20261120-221004-abcdef", clock, tell: () => undefined };
const startedAt = "2026-11-20T22:10:04.000Z";
const gate: GateResult = { verdict: "pass", reasons: [], findings: [], measurement: { rungs: [] } };

const wish = wishFor();
const older = wishFor(smallPool(["ollama@0.35.1", "ollama@0.34.4"]));
const served = servedBefore(convergedFacts(older));
const parts = { scene, wish, startedAt, gate };

const OTHER = digestOf("a release that was put back");

describe("what serves after a run", () => {
  test.each([
    ["converged", "the new release", {}, wish.spec.digest],
    ["untouched", "what served before", { served }, older.spec.digest],
    ["untouched", "nothing, where nothing served before", {}, undefined],
    ["rolled-back", "what was put back, whatever served before", { served, serving: OTHER }, OTHER],
    ["rolled-back", "unknown, when the host does not say what it put back", { served }, undefined],
    ["stopped", "nothing", { served }, undefined],
    ["unsettled", "nothing that anybody vouches for", { served }, undefined],
  ] as const)("%s: %s", (outcome, _, more, serving) => {
    const { release } = hostResult({ ...parts, ...more, outcome });
    expect(release.serving).toBe(serving);
    expect("serving" in release).toBe(serving !== undefined);
    expect(release.wanted).toBe(wish.spec.digest);
  });

  test("beside it stands what served before", () => {
    expect(hostResult({ ...parts, served, outcome: "converged" }).release.previous).toBe(older.spec.digest);
    expect(hostResult({ ...parts, outcome: "converged" }).release).not.toHaveProperty("previous");
  });
});

describe("what a run changed", () => {
  const changed = (was: HostResult["pins"], outcome: HostResult["outcome"] = "converged") =>
    hostResult({ ...parts, served: { pins: was }, outcome }).changed;

  test("is the one pin that moved, with both values", () => {
    expect(changed(older.spec.pins)).toEqual([
      { pin: "engine.ollama", was: older.spec.pins["engine.ollama"], now: wish.spec.pins["engine.ollama"] },
    ]);
  });

  test("is nothing when no pin moved", () => {
    expect(changed(wish.spec.pins)).toEqual([]);
  });

  test("is everything on a host that served nothing, in order, without a value before", () => {
    const all = changed({});
    expect(all.map(({ pin }) => pin)).toEqual(Object.keys(wish.spec.pins).sort());
    expect(all.filter((change) => "was" in change)).toEqual([]);
  });

  test("tells a pin that is gone without a value after", () => {
    expect(changed({ ...wish.spec.pins, "model.gone": "old" })).toEqual([{ pin: "model.gone", was: "old" }]);
  });
});

test("a result tells whose it is, when it began and ended, and which ladder ran", () => {
  expect(hostResult({ ...parts, outcome: "converged" })).toMatchObject({
    pool: "orchard",
    run: scene.run,
    host: "mac-01",
    wave: "canary",
    startedAt,
    endedAt: "2026-11-20T22:30:00.000Z",
    ladderRevision: wish.lock.ladder,
    pins: wish.spec.pins,
    gate,
    evidence: {},
  });
});

test("evidence is told by the digest of each of its texts", () => {
  const climb = fakeClimb(MAC_01);
  const evidence = {
    climb,
    samplesCsv: "samples\n",
    signalsCsv: "signals\n",
    climbJson: "{}\n",
    chunksCsv: "chunks\n",
  };
  const result = hostResult({ ...parts, evidence, outcome: "converged" });
  expect(result.contract).toBe(contractDigest(climb));
  expect(result.evidence).toEqual({
    "samples.csv": digestOf("samples\n"),
    "signals.csv": digestOf("signals\n"),
    "climb.json": digestOf("{}\n"),
    "chunks.csv": digestOf("chunks\n"),
  });
});

test("a failure is told only where there is one", () => {
  expect(hostResult({ ...parts, outcome: "untouched", failure: "no way in" }).failure).toBe("no way in");
  expect(hostResult({ ...parts, outcome: "converged" })).not.toHaveProperty("failure");
});

test("a gate that was never held is unproven and says why", () => {
  const result = untouched({ ...parts, gate: notJudged("not reached") });
  expect(result.outcome).toBe("untouched");
  expect(result.gate).toMatchObject({ verdict: "unproven", reasons: ["not reached"], findings: [] });
});

describe("a host that needs no climb", () => {
  const earlier = hostResult({ ...parts, outcome: "converged", served });
  const evidence = { "samples.csv": digestOf("samples") };
  const remembered = patched(convergedFacts(wish), {
    qualification: JSON.stringify({ ...earlier, evidence }),
  });

  test("carries over the gate and the evidence that proved it", () => {
    const result = proven({ scene, wish, startedAt, served: servedBefore(remembered) }, remembered);
    expect(result).toMatchObject({ outcome: "converged", gate, evidence, changed: [] });
    expect(result.release.serving).toBe(wish.spec.digest);
  });

  test.each([
    ["remembers nothing", patched(convergedFacts(wish), { qualification: null })],
    [
      "remembers another release",
      patched(remembered, { qualification: JSON.stringify({ ...earlier, release: { wanted: OTHER } }) }),
    ],
    ["remembers what cannot be read", patched(remembered, { qualification: "{" })],
  ])("is unproven when it %s", (_, facts) => {
    const { gate: judged } = proven({ scene, wish, startedAt, served: servedBefore(facts) }, facts);
    expect(judged).toMatchObject({
      verdict: "unproven",
      reasons: ["the host does not remember how this release was proven"],
    });
  });

  test("remembers it in the release that was proven, where the facts look for it", () => {
    const step = qualificationStep(wish, earlier);
    expect(step).toMatchObject({
      kind: "put",
      operation: "qualification",
      why: "the gate has passed",
      mode: "0644",
    });
    expect(step.path).toMatch(/^\/opt\/espalier\/releases\/pool\/[0-9a-f]{12}\/qualification\.json$/);
    expect(qualifiedBy(patched(convergedFacts(wish), { qualification: step.text }))).toEqual(earlier);
  });
});

describe("what served before", () => {
  test("is read from the release that serves", () => {
    expect(servedBefore(factsAfter(older, wish))).toEqual({
      pins: older.spec.pins,
      digest: older.spec.digest,
    });
  });

  test.each([
    ["nothing serves", freshFacts(wish)],
    ["it cannot be read", patched(convergedFacts(wish), { currentManifest: "{" })],
    ["it names no digest", patched(convergedFacts(wish), { currentManifest: '{"digest":"latest"}' })],
  ])("is nothing when %s", (_, facts) => {
    expect(servedBefore(facts)).toEqual({ pins: {} });
  });
});
