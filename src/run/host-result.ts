import type { Climbed } from "../model/climbed.ts";
import type { ConformanceNote } from "../model/conformance.ts";
import { contractDigest } from "../model/contract.ts";
import { type Digest, digestOf, isDigest } from "../model/digest.ts";
import type { HostFacts } from "../model/facts.ts";
import type { GateResult } from "../model/gate.ts";
import type { HostEnd } from "../model/host-end.ts";
import type { EngineFootprint } from "../model/memory.ts";
import type { Proof } from "../model/qualification.ts";
import type { HostResult, OpenEnd } from "../model/run-result.ts";
import type { PutStep } from "../model/step.ts";
import { baselineKey } from "../operations/baseline-key.ts";
import { currentDigest, currentPins } from "../operations/current.ts";
import { climbedSettings } from "../operations/engine-settings.ts";
import { qualifiedBy } from "../operations/qualification.ts";
import { releaseDirectory } from "../operations/release.ts";
import type { HostWish } from "../operations/wish.ts";
import type { ClimbEvidence } from "./climb.ts";
import { at, type Scene } from "./scene.ts";

function climbedOf(wish: HostWish): Climbed {
  const { chip, memory, model, engine, slots } = baselineKey(wish);
  return { chip, memory, model, engine, slots, settings: climbedSettings(wish.pool) };
}

/** What a host served before the run touched it. */
export interface Served {
  readonly pins: Readonly<Record<string, string>>;
  readonly digest?: Digest;
}

interface Parts {
  readonly scene: Scene;
  readonly wish: HostWish;
  readonly startedAt: string;
  readonly served?: Served;
  readonly outcome: HostResult["outcome"];
  /** What serves after a way back. */
  readonly serving?: Digest;
  readonly gate: GateResult;
  readonly proof?: Proof;
  readonly evidence?: ClimbEvidence;
  readonly memory?: readonly EngineFootprint[];
  readonly conformance?: ConformanceNote | undefined;
  readonly open?: readonly OpenEnd[];
  readonly failure?: string;
}

export function before(facts: HostFacts): Served {
  const digest = currentDigest(facts);
  return { pins: currentPins(facts), ...(digest !== undefined && isDigest(digest) && { digest }) };
}

/** A gate that was never held: `unproven`, with the reason. */
export const notJudged = (reason: string): GateResult => ({
  verdict: "unproven",
  reasons: [reason],
  findings: [],
  measurement: { rungs: [] },
});

/** One host's result, complete. */
export function hostResult(parts: Parts): HostResult {
  const { scene, wish, served, outcome, evidence, failure } = parts;
  const serving = servingNow(parts);
  return {
    pool: wish.pool.id,
    run: scene.run,
    host: wish.host.id,
    wave: wish.spec.wave,
    ...(wish.host.note !== undefined && { note: wish.host.note }),
    startedAt: parts.startedAt,
    endedAt: at(scene),
    outcome,
    release: {
      wanted: wish.spec.digest,
      ...(serving !== undefined && { serving }),
      ...(served?.digest !== undefined && { previous: served.digest }),
    },
    pins: wish.spec.pins,
    changed: changes(served?.pins ?? {}, wish.spec.pins),
    ladderRevision: wish.lock.ladder,
    ...(evidence && { contract: contractDigest(evidence.climb), climbed: climbedOf(wish) }),
    gate: parts.gate,
    ...(parts.proof && { proof: parts.proof }),
    evidence: evidence
      ? {
          "samples.csv": digestOf(evidence.samplesCsv),
          "signals.csv": digestOf(evidence.signalsCsv),
          "climb.json": digestOf(evidence.climbJson),
          "chunks.csv": digestOf(evidence.chunksCsv),
        }
      : {},
    ...(parts.memory && { memory: parts.memory }),
    ...(parts.conformance && { conformance: parts.conformance }),
    ...(parts.open !== undefined && parts.open.length > 0 && { open: parts.open }),
    ...(failure !== undefined && { failure }),
  };
}

/** A release that was put back is known from the host itself: a crash may have left another one before the run. */
function servingNow({ outcome, wish, served, serving }: Parts): Digest | undefined {
  switch (outcome) {
    case "converged":
      return wish.spec.digest;
    case "untouched":
    case "unchanged":
      return serving ?? served?.digest;
    case "rolled-back":
    case "left-open":
      return serving;
    case "ready":
    case "rolled-back-closed":
    case "stopped":
    case "held":
    case "left-closed":
    case "unsettled":
    case "lost":
    case "measured":
      return undefined;
  }
}

function changes(
  was: Readonly<Record<string, string>>,
  now: Readonly<Record<string, string>>,
): HostResult["changed"] {
  const names = [...new Set([...Object.keys(was), ...Object.keys(now)])].sort();
  return names
    .filter((pin) => was[pin] !== now[pin])
    .map((pin) => ({
      pin,
      ...(was[pin] !== undefined && { was: was[pin] }),
      ...(now[pin] !== undefined && { now: now[pin] }),
    }));
}

/** The result of a host that the run did not touch. */
export const untouched = (parts: Omit<Parts, "outcome">): HostResult =>
  hostResult({ ...parts, outcome: "untouched" });

/** How a host ends whose release is proven: the inventory may keep it closed all the same. */
export const provenEnd = ({ host }: Pick<HostWish, "host">): HostEnd =>
  host.state === "drained" ? "ready" : "converged";

/** The result of a host that needed no climb: its release was proven by an earlier run, which the host remembers. */
export function proven(parts: Omit<Parts, "gate" | "outcome">, facts: HostFacts): HostResult {
  const earlier = qualifiedBy(facts);
  const isThis = earlier?.release.wanted === parts.wish.spec.digest;
  if (earlier && isThis) {
    const { gate, evidence, proof, contract, climbed, memory } = earlier;
    const result = hostResult({ ...parts, outcome: provenEnd(parts.wish), gate, ...(proof && { proof }) });
    return {
      ...result,
      evidence,
      ...(contract && { contract }),
      ...(climbed && { climbed }),
      ...(memory && { memory }),
    };
  }
  const gate = notJudged("the host does not remember how this release was proven");
  return hostResult({ ...parts, outcome: provenEnd(parts.wish), gate });
}

/** The folder on the host that keeps the evidence of the run that qualified its release. */
export const qualifyingFolder = (
  { layout }: Pick<HostWish, "layout">,
  facts: HostFacts,
): string | undefined => {
  const earlier = qualifiedBy(facts);
  return earlier && `${layout.evidence}/${earlier.run}`;
};

/** Lets the host remember what qualified its release; written before `good` names the release. */
export const qualificationStep = (wish: HostWish, result: HostResult): PutStep => ({
  kind: "put",
  operation: "qualification",
  subject: result.run,
  why: "the gate has passed",
  path: `${releaseDirectory(wish)}/qualification.json`,
  text: `${JSON.stringify(result, null, 2)}\n`,
  mode: "0644",
});
