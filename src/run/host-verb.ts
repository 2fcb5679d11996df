import type { HostFacts } from "../model/facts.ts";
import type { Failure } from "../model/failure.ts";
import type { Host } from "../model/pool.ts";
import type { Plan, Step } from "../model/step.ts";
import type { HostWish } from "../operations/wish.ts";
import { act, tellNoops } from "./act.ts";
import { eachHost } from "./each-host.ts";
import { groundOf } from "./ground.ts";
import { learn, onHost } from "./reach.ts";
import type { Scene } from "./scene.ts";
import { hostWish, type Stage } from "./stage.ts";

/** Decides what a verb does on one host. */
export type HostVerb = (wish: HostWish, facts: HostFacts) => readonly Step[];

/** What a verb did, or would do, on one host. */
export interface VerbResult {
  readonly plan: Plan;
  readonly failure?: Failure | Error;
}

export interface VerbCall {
  readonly stage: Stage;
  readonly hosts: readonly Host[];
  readonly keyIds: readonly string[];
  readonly verb: HostVerb;
  /** Show the steps and do none. */
  readonly planOnly: boolean;
}

/** Knows, plans and, unless only a plan is wanted, acts on every host. A failure on one host does not stop the others. */
export const performOnHosts = (scene: Scene, call: VerbCall): Promise<readonly VerbResult[]> =>
  eachHost(call.hosts, async (host): Promise<VerbResult> => {
    scene.tell({ kind: "host-started", host: host.id });
    let plan: Plan = { host: host.id, steps: [] };
    try {
      const wish = hostWish(call.stage, host, call.keyIds);
      await onHost(wish, call.stage.folders.inventory, async (connection) => {
        plan = { host: host.id, steps: call.verb(wish, await learn(connection, wish)) };
        if (!call.planOnly) {
          tellNoops(scene, host.id, plan.steps);
          await act(scene, groundOf(scene, { wish, folders: call.stage.folders, connection }), plan.steps);
        }
      });
      scene.tell({
        kind: "host-ended",
        host: host.id,
        outcome: call.planOnly ? "planned" : "done",
        note: "",
      });
      return { plan };
    } catch (error) {
      const failure = error instanceof Error ? error : new Error(String(error));
      scene.tell({ kind: "host-ended", host: host.id, outcome: "failed", note: failure.message });
      return { plan, failure };
    }
  });
