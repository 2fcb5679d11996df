import type { Connection } from "../connectors/connection.ts";
import type { HostFacts } from "../model/facts.ts";
import { Failure } from "../model/failure.ts";
import type { Step } from "../model/step.ts";
import { drainSteps, undrainSteps } from "../operations/doors.ts";
import { isCurrent, isGood } from "../operations/launchd.ts";
import type { HostWish } from "../operations/wish.ts";
import { act } from "./act.ts";
import { groundOf } from "./ground.ts";
import { learn } from "./reach.ts";
import type { Scene } from "./scene.ts";
import type { Stage } from "./stage.ts";

/** A host that somebody works with. */
export interface Field {
  readonly stage: Stage;
  readonly wish: HostWish;
  readonly connection: Connection;
}

/**
 * Does something while the host, with its described and proven release, takes no requests but the ladder's; one that was open is
 * opened again, however the work ends. Throws `release-unproven`.
 */
export async function whileClosed(
  scene: Scene,
  field: Field,
  { why, work }: { readonly why: string; readonly work: () => Promise<void> },
): Promise<void> {
  const { stage, wish, connection } = field;
  const facts = await learn(connection, wish);
  refuseUnproven(wish, facts);
  const ground = groundOf(scene, { wish, connection, folders: stage.folders });
  const doors = (steps: readonly Step[]): Promise<void> => act(scene, ground, steps);
  await doors(drainSteps(wish, facts, why));
  try {
    await work();
  } finally {
    if (!facts.drained) await doors(undrainSteps(wish, { ...facts, drained: true }, `over: ${why}`));
  }
}

/** What is not the described release is not what is asked about. */
function refuseUnproven(wish: HostWish, facts: HostFacts): void {
  if (isCurrent(wish, facts) && isGood(wish, facts)) return;
  throw new Failure({
    code: "release-unproven",
    subject: wish.host.id,
    saw: `release ${facts.current ?? "none"} serves, which is not what is described and proven`,
    hint: "run `espalier apply` first",
  });
}
