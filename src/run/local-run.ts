import { advice } from "../climb/advice.ts";
import { type LocalRules, localRules } from "../climb/local-rules.ts";
import { voidRungs } from "../gates/doubt/void-rungs.ts";
import { drift } from "../gates/drift.ts";
import { judge } from "../gates/judge.ts";
import { measure } from "../load/measure.ts";
import type { Climb } from "../model/climb.ts";
import { contractDigest } from "../model/contract.ts";
import { canonicalJson, digestOf } from "../model/digest.ts";
import type { ExitCode } from "../model/failure.ts";
import type { GateResult } from "../model/gate.ts";
import type { HostResult, RunResult } from "../model/run-result.ts";
import { exitOf } from "../rollout/verdict.ts";
import { climbOf, composeRun, writeHostEvidence } from "../store/evidence.ts";
import type { EvidenceTexts } from "../store/evidence-files.ts";
import { type Ascent, climbHere, type LocalScene } from "./local-climb.ts";
import { targetClimbed, targetPins } from "./local-target.ts";
import { at } from "./scene.ts";

/** What a climb on this machine came to, and where its report lies. */
export interface LocalRun {
  readonly exit: ExitCode;
  readonly directory: string;
  readonly result: RunResult;
  /** How the machine did not stay what it was, one sentence each: then no knee is told. */
  readonly drifted: readonly string[];
  readonly advice: readonly string[];
}

/** The story of one machine without a pool: climb, judge by the default rules, advise, report. */
export async function runHere(scene: LocalScene, ascent: Ascent): Promise<LocalRun> {
  const host = ascent.target.machine.name;
  const startedAt = at(scene);
  const waves = [{ name: ascent.target.model.name, hosts: [host] }];
  scene.tell({ kind: "run-started", verb: "ladder", waves });
  scene.tell({ kind: "host-started", host });
  const texts = await climbHere(scene, ascent).catch((error: unknown) => {
    scene.tell({ kind: "host-ended", host, outcome: "failed", note: "the climb did not come to its end" });
    throw error;
  });
  const judged = judgedHere(ascent, texts);
  const { gate, rules } = judged;
  scene.tell({ kind: "host-judged", host, verdict: gate.verdict, findings: gate.findings });
  scene.tell({ kind: "host-ended", host, outcome: "measured", note: gate.reasons[0] ?? "" });
  const whole = await writeHostEvidence(
    scene.directory,
    hostResult(scene, ascent, { startedAt, ...judged }),
    texts,
  );
  const result = await composeRun(scene.directory, {
    format: "espalier-gate-report/1",
    pool: scene.pool,
    run: scene.run,
    startedAt,
    endedAt: whole.endedAt,
    verdict: gate.verdict,
    rules: rules.map(({ text }) => text),
    waves,
    hosts: [whole],
    next: judged.advice.join(" "),
  });
  const exit = exitOf([whole]);
  scene.tell({ kind: "run-ended", verdict: gate.verdict, exit, note: judged.advice[0] ?? "" });
  return {
    ...{ exit, directory: scene.directory, result },
    ...{ drifted: drift(judged.climb), advice: judged.advice },
  };
}

interface Judged extends Pick<LocalRules, "rules"> {
  readonly gate: GateResult;
  readonly climb: Climb;
  readonly advice: readonly string[];
}

function judgedHere({ target: { listener } }: Ascent, texts: EvidenceTexts): Judged {
  const climb = climbOf(texts);
  const measurement = measure(climb, voidRungs(climb));
  const { rules, unasked } = localRules(climb);
  const forwarder = listener?.isForwarder ? listener.command : undefined;
  return {
    rules,
    gate: judge(climb, measurement, { rules }),
    climb,
    advice: advice({ climb, measurement, unasked, forwarder }),
  };
}

function hostResult(
  scene: LocalScene,
  { target, wish }: Ascent,
  { startedAt, gate, climb }: Judged & { readonly startedAt: string },
): HostResult {
  const pins = targetPins(target);
  return {
    pool: scene.pool,
    run: scene.run,
    host: target.machine.name,
    wave: target.model.name,
    ...(wish.note !== undefined && { note: wish.note }),
    startedAt,
    endedAt: at(scene),
    outcome: "measured",
    release: { wanted: digestOf(canonicalJson(pins)) },
    pins,
    changed: [],
    ladderRevision: climb.revision,
    contract: contractDigest(climb),
    climbed: targetClimbed(target),
    gate,
    evidence: {},
  };
}
