import { resolve } from "node:path";
import { digestOf } from "../../model/digest.ts";
import { keys } from "../../operations/gateway/admission.ts";
import type { PoolGatewayWish } from "../../operations/gateway/wish.ts";
import { act, tellNoops } from "../act.ts";
import { eachHost } from "../each-host.ts";
import type { VerbResult } from "../host-verb.ts";
import type { Scene } from "../scene.ts";
import type { Stage, StagedGateway } from "../stage.ts";
import { learnGateway, onGateway } from "./reach.ts";

/** Brings the keys of all lanes to gateways and their running proxies, and nothing else. */
export const pushGatewayKeys = (
  scene: Scene,
  stage: Stage,
  gateways: readonly StagedGateway[],
): Promise<readonly VerbResult[]> =>
  eachHost(gateways, async ({ source, spec }): Promise<VerbResult> => {
    const host = source.member.id;
    scene.tell({ kind: "host-started", host });
    try {
      const steps = await pushTo(scene, stage, { ...source, spec, certificates: {}, probe: digestOf("") });
      scene.tell({ kind: "host-ended", host, outcome: "done", note: "" });
      return { plan: { host, steps } };
    } catch (error) {
      const failure = error instanceof Error ? error : new Error(String(error));
      scene.tell({ kind: "host-ended", host, outcome: "failed", note: failure.message });
      return { plan: { host, steps: [] }, failure };
    }
  });

const pushTo = (scene: Scene, { pool, folders }: Stage, wish: PoolGatewayWish) =>
  onGateway(wish, folders.inventory, async (connection) => {
    const steps = keys(wish, await learnGateway(connection, wish));
    const host = wish.member.id;
    tellNoops(scene, host, steps);
    const { inventory, home } = folders;
    await act(scene, { connection, pool, host, layout: wish.layout, cache: resolve(home), inventory }, steps);
    return steps;
  });
