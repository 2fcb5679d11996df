import { resolve } from "node:path";
import type { Connection } from "../../connectors/connection.ts";
import type { GatewayFacts } from "../../model/facts.ts";
import { Failure, sentence } from "../../model/failure.ts";
import type { Step } from "../../model/step.ts";
import { isProbeStale } from "../../operations/gateway/admission.ts";
import { finding } from "../../operations/gateway/hostless.ts";
import { planGateway } from "../../operations/gateway/plan.ts";
import { gatewayRetreat } from "../../operations/gateway/retreat.ts";
import { act, type Ground, tellNoops } from "../act.ts";
import type { Scene } from "../scene.ts";
import type { Stage, StagedGateway } from "../stage.ts";
import { bringProbeSetup } from "./probe-setup.ts";
import { learnGateway, onGateway } from "./reach.ts";
import { type GatewayTask, gatewayNeeds, gatewayTask } from "./wish.ts";

/** What came of one gateway. */
export interface GatewayApplied {
  readonly gateway: string;
  /** What its models find, or why it failed. */
  readonly note: string;
  readonly failure?: Error;
}

/**
 * The story of one gateway: know, plan, act, see that every model finds a host through it, or go back. It does not throw
 * for what a machine can do to it.
 */
export async function applyGateway(
  scene: Scene,
  stage: Stage,
  staged: StagedGateway,
): Promise<GatewayApplied> {
  const gateway = staged.source.member.id;
  scene.tell({ kind: "host-started", host: gateway });
  try {
    const task = gatewayTask(stage, staged, await gatewayNeeds(stage));
    const facts = await onGateway(task.wish, stage.folders.inventory, (connection) =>
      converge(scene, task, groundOf(stage, task, connection)),
    );
    const note = finding(task.wish, facts);
    scene.tell({ kind: "host-ended", host: gateway, outcome: "converged", note });
    return { gateway, note };
  } catch (error) {
    const failure = error instanceof Error ? error : new Error(String(error));
    scene.tell({ kind: "host-ended", host: gateway, outcome: "failed", note: failure.message });
    return { gateway, note: failure.message, failure };
  }
}

const groundOf = ({ folders }: Stage, { wish }: GatewayTask, connection: Connection): Ground => ({
  connection,
  pool: wish.pool,
  host: wish.member.id,
  layout: wish.layout,
  cache: resolve(folders.home),
  inventory: folders.inventory,
});

/** Resolves with what the gateway says of itself in the end. */
async function converge(scene: Scene, task: GatewayTask, ground: Ground): Promise<GatewayFacts> {
  const { wish } = task;
  const facts = await learnGateway(ground.connection, wish);
  const { steps } = planGateway(wish, facts);
  const [install, activate] = aroundActivation(steps);
  tellNoops(scene, ground.host, steps);
  await act(scene, ground, install);
  if (isProbeStale(wish, facts)) await bringProbeSetup(ground.connection, task);
  try {
    await act(scene, ground, activate);
  } catch (error) {
    await retreat(scene, task, ground).catch((other: unknown) => tellLost(scene, ground, other));
    throw error;
  }
  if (!steps.some(isDeed)) return facts;
  const now = await learnGateway(ground.connection, wish);
  confirm(task, now);
  return now;
}

/** Splits a plan where it begins to touch what serves. */
function aroundActivation(steps: readonly Step[]): readonly [readonly Step[], readonly Step[]] {
  const at = steps.findIndex(({ operation }) => operation === "activation");
  return [steps.slice(0, at), steps.slice(at)];
}

async function retreat(scene: Scene, { wish }: GatewayTask, ground: Ground): Promise<void> {
  const facts = await learnGateway(ground.connection, wish);
  await act(scene, ground, gatewayRetreat(wish, facts, "the new release did not find its hosts"));
}

const tellLost = (scene: Scene, { host }: Ground, error: unknown): void =>
  scene.tell({
    kind: "line",
    host,
    text: `the way back failed: ${sentence(error)}`,
  });

/** What is done here; a person does the rest. */
const isDeed = ({ kind }: Step): boolean => kind !== "noop" && kind !== "hand";

/** Looks again: after the act nothing may be left to do. */
function confirm({ wish }: GatewayTask, facts: GatewayFacts): void {
  const open = planGateway(wish, facts).steps.find(isDeed);
  if (open === undefined) return;
  throw new Failure({
    code: "gateway-unsettled",
    subject: `${wish.member.id}: ${open.operation} ${open.subject}`,
    saw: `after the act it is still to be done: ${open.why}`,
    hint: "see gateway.log on its machine; something changes it behind Espalier's back",
  });
}
