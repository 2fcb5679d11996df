import { enrolledOf } from "../climb/enrolled.ts";
import type { Connection } from "../connectors/connection.ts";
import { voidRungs } from "../gates/doubt/void-rungs.ts";
import { judge } from "../gates/judge.ts";
import { measure } from "../load/measure.ts";
import type { HostFacts } from "../model/facts.ts";
import { Failure, sentence } from "../model/failure.ts";
import type { GateResult } from "../model/gate.ts";
import type { EngineFootprint } from "../model/memory.ts";
import type { HostResult, OpenEnd } from "../model/run-result.ts";
import type { ClimbStep, Step } from "../model/step.ts";
import { verdictFor } from "../model/verdict.ts";
import { planHost } from "../operations/host.ts";
import { osDrifted } from "../operations/os.ts";
import { isPreparation } from "../operations/preparation/preparation.ts";
import { slots } from "../operations/slots.ts";
import type { HostWish } from "../operations/wish.ts";
import type { Workspace } from "../store/workspace.ts";
import { act, tellNoops } from "./act.ts";
import { enrolledBaseline, passedOver } from "./baseline.ts";
import { type ClimbEvidence, climbHost } from "./climb.ts";
import { conformanceOf } from "./conformance-of.ts";
import { engineFootprints } from "./footprints.ts";
import { groundOf } from "./ground.ts";
import { before, hostResult, notJudged, provenEnd, qualificationStep } from "./host-result.ts";
import { type LadderKey, refuseEnded } from "./ladder-key.ts";
import { proofOf } from "./proof.ts";
import { provenHost } from "./proven.ts";
import { learn, onHost } from "./reach.ts";
import { at, type Scene } from "./scene.ts";
import { seedBlobs } from "./seed.ts";
import { settle } from "./way-back.ts";

/** One host to be brought to its wish. */
export interface Assignment {
  readonly wish: HostWish;
  readonly key: LadderKey;
  readonly folders: Workspace;
}

/** What came of it, with the raw data when the ladder ran. */
export interface Applied {
  readonly result: HostResult;
  readonly evidence?: ClimbEvidence;
}

/**
 * The story of one host: know, plan, act, prove, then keep the release or go back. It does not throw for
 * what a host can do to it: the result says what happened and what serves now.
 */
export async function applyHost(scene: Scene, assignment: Assignment): Promise<Applied> {
  const { wish, folders } = assignment;
  const host = wish.host.id;
  const startedAt = at(scene);
  scene.tell({ kind: "host-started", host });
  try {
    const applied = await onHost(wish, folders.inventory, (connection) =>
      converge(scene, assignment, connection, startedAt),
    );
    const { outcome, gate, failure } = applied.result;
    scene.tell({ kind: "host-judged", host, verdict: verdictFor(applied.result), findings: gate.findings });
    scene.tell({ kind: "host-ended", host, outcome, note: failure ?? gate.reasons[0] ?? "" });
    return applied;
  } catch (error) {
    const failure = sentence(error);
    scene.tell({ kind: "host-ended", host, outcome: "untouched", note: failure });
    return {
      result: hostResult({ scene, wish, startedAt, outcome: "untouched", gate: notJudged(failure), failure }),
    };
  }
}

async function converge(
  scene: Scene,
  assignment: Assignment,
  connection: Connection,
  startedAt: string,
): Promise<Applied> {
  const { wish, folders, key } = assignment;
  const ground = groundOf(scene, { wish, folders, connection });
  const facts = await learn(connection, wish);
  const served = before(facts);
  const conformance = await conformanceOf(folders.inventory, facts);
  const { steps, cordon } = planHost(wish, facts);
  if (steps.some(({ kind }) => kind === "climb")) refuseEnded(key, wish.pool, scene.clock.now());
  const [first, afterwards] = aroundClimb(steps);
  const known = { scene, wish, startedAt, served, open: openEnds(steps), conformance };
  let evidence: ClimbEvidence | undefined;
  let judged: GateResult | undefined;
  let memory: readonly EngineFootprint[] | undefined;
  try {
    const climb = steps.find((step): step is ClimbStep => step.kind === "climb");
    const baseline = climb && (await enrolledBaseline(folders.inventory, wish));
    if (climb && baseline === undefined) await tellPassedOver(scene, assignment);
    tellNoops(scene, ground.host, steps);
    await seedBlobs(scene, { wish, connection, inventory: folders.inventory }, first);
    await act(scene, ground, first);
    if (cordon !== undefined) throw osDrifted(wish, cordon);
    const now = climb || first.some(isUntried) ? await confirmConverged(scene, wish, connection) : facts;
    if (now !== facts) await act(scene, ground, slots(wish, now));
    if (!climb) return await provenHost(known, facts, connection);
    evidence = await climbHost(scene, connection, wish, {
      key,
      rungs: climb.rungs,
      baseline,
      standby: now.standby,
    });
    const gate = judge(evidence.climb, measure(evidence.climb, voidRungs(evidence.climb)), {
      rules: wish.pool.gates.rules,
      enrolled: enrolledOf(evidence.climb),
    });
    judged = gate;
    memory = await engineFootprints(connection, wish, now);
    if (gate.verdict !== "pass") return await retreat(gate, undefined);
    const proof = proofOf({ scene, wish, climb, facts: now });
    const result = hostResult({ ...known, outcome: provenEnd(wish), gate, proof, evidence, memory });
    await act(scene, ground, [qualificationStep(wish, result), ...afterwards]);
    return { result, evidence };
  } catch (error) {
    if (isBusy(error) && evidence === undefined) throw error;
    const failure = sentence(error);
    return await retreat(judged ?? notJudged(failure), failure);
  }

  async function retreat(gate: GateResult, failure: string | undefined): Promise<Applied> {
    const why = failure ?? `the gate says ${gate.verdict}`;
    const settled = await settle(scene, ground, {
      wish,
      inventory: folders.inventory,
      why,
    });
    const parts = {
      ...known,
      ...settled,
      gate,
      ...(failure && { failure }),
      ...(evidence && { evidence }),
      ...(memory && { memory }),
    };
    return { result: hostResult(parts), ...(evidence && { evidence }) };
  }
}

/** A baseline that somebody enrolled for such a host and that does not fit it any more is not left out in silence. */
async function tellPassedOver(scene: Scene, { wish, folders }: Assignment): Promise<void> {
  for (const text of await passedOver(folders.inventory, wish))
    scene.tell({ kind: "line", host: wish.host.id, text });
}

const openEnds = (steps: readonly Step[]): readonly OpenEnd[] =>
  steps.flatMap((step) =>
    step.kind === "hand"
      ? [{ subject: `${step.operation} ${step.subject}`, why: step.why, todo: step.todo }]
      : [],
  );

/** Splits a plan at its climb: what is done before the proof, and what only a pass allows. */
function aroundClimb(steps: readonly Step[]): readonly [readonly Step[], readonly Step[]] {
  const at = steps.findIndex(({ kind }) => kind === "climb");
  return at < 0 ? [steps, []] : [steps.slice(0, at), steps.slice(at + 1)];
}

/** Left to be done: doors open after a pass, and the proxy follows what started engines tell. */
const LATER = ["undrain", "slots"];

/** A preparation that was done: whether macOS took it, only a fact can say. */
const isUntried = (step: Step): boolean => step.kind === "run" && isPreparation(step);

/**
 * Looks again: after the act nothing but the climb and what follows it may be left to do. A preparation that macOS did
 * not take is told and left open; nobody's work is stopped for it. Doors stay closed until the gate has passed, also when
 * a preparation brought back what the last proof stood on.
 */
async function confirmConverged(scene: Scene, wish: HostWish, connection: Connection): Promise<HostFacts> {
  const facts = await learn(connection, wish);
  const [left] = aroundClimb(planHost(wish, facts).steps);
  const undone = left.filter(({ kind }) => kind !== "noop" && kind !== "hand");
  for (const { operation, subject, why } of undone.filter(isPreparation))
    scene.tell({ kind: "line", host: wish.host.id, text: `did not take: ${operation} ${subject}: ${why}` });
  const open = undone.find((step) => !isPreparation(step) && !LATER.includes(step.operation));
  if (open === undefined) return facts;
  throw new Failure({
    code: "host-unsettled",
    subject: `${wish.host.id}: ${open.operation} ${open.subject}`,
    saw: `after the act it is still to be done: ${open.why}`,
    hint: "see the service's log on the host; something changes it behind Espalier's back",
  });
}

/** Another script is at work on the host, so this run has not touched it. */
const isBusy = (error: unknown): boolean => error instanceof Failure && error.code === "host-busy";
