import { resolve } from "node:path";
import { digestOf } from "../../model/digest.ts";
import type { Step } from "../../model/step.ts";
import type { GatewayOperation, PoolGatewayWish } from "../../operations/gateway/wish.ts";
import { act, tellNoops } from "../act.ts";
import { eachHost } from "../each-host.ts";
import type { VerbResult } from "../host-verb.ts";
import type { Scene } from "../scene.ts";
import type { Stage, StagedGateway } from "../stage.ts";
import { learnGateway, onGateway } from "./reach.ts";

/** A verb that changes a gateway beside its release: its keys, its certificate. */
export interface GatewayCall {
  readonly stage: Stage;
  readonly gateways: readonly StagedGateway[];
  readonly verb: GatewayOperation;
  /** Show the steps and do none. */
  readonly planOnly: boolean;
}

/** Knows, plans and, unless only a plan is wanted, acts on every gateway. A failure on one does not stop the others. */
export const performOnGateways = (scene: Scene, call: GatewayCall): Promise<readonly VerbResult[]> =>
  eachHost(call.gateways, async (staged): Promise<VerbResult> => {
    const host = staged.source.member.id;
    scene.tell({ kind: "host-started", host });
    try {
      const steps = await perform(scene, call, partialWish(call.stage, staged));
      const outcome = call.planOnly ? "planned" : "done";
      scene.tell({ kind: "host-ended", host, outcome, note: "" });
      return { plan: { host, steps } };
    } catch (error) {
      const failure = error instanceof Error ? error : new Error(String(error));
      scene.tell({ kind: "host-ended", host, outcome: "failed", note: failure.message });
      return { plan: { host, steps: [] }, failure };
    }
  });

/** Without what only a start of the gateway asks for: certificates of hosts, and the key of the health checks. */
export const partialWish = ({ authority }: Stage, { source, spec }: StagedGateway): PoolGatewayWish => ({
  ...source,
  ...(authority !== undefined && { authority }),
  spec,
  certificates: {},
  upstreams: {},
  probe: digestOf(""),
});

const perform = (
  scene: Scene,
  { stage: { pool, folders }, verb, planOnly }: GatewayCall,
  wish: PoolGatewayWish,
): Promise<readonly Step[]> =>
  onGateway(wish, folders.inventory, async (connection) => {
    const steps = verb(wish, await learnGateway(connection, wish));
    if (planOnly) return steps;
    const host = wish.member.id;
    tellNoops(scene, host, steps);
    const { inventory, home } = folders;
    await act(scene, { connection, pool, host, layout: wish.layout, cache: resolve(home), inventory }, steps);
    return steps;
  });
