import type { Host } from "../model/pool.ts";
import type { Plan } from "../model/step.ts";
import { planHost } from "../operations/host.ts";
import { eachHost } from "./each-host.ts";
import { learnOf } from "./reach.ts";
import { hostWish, type Stage } from "./stage.ts";

/** What a host would have done to it, or why that cannot be said. */
export type HostPlan =
  | { readonly kind: "plan"; readonly plan: Plan }
  | { readonly kind: "unknown"; readonly host: string; readonly error: unknown };

/** Plans every host: one connection and one round trip each, nothing is changed. */
export const planHosts = (
  stage: Stage,
  hosts: readonly Host[],
  keyId: string,
): Promise<readonly HostPlan[]> =>
  eachHost(hosts, async (host): Promise<HostPlan> => {
    try {
      return { kind: "plan", plan: await planOne(stage, host, keyId) };
    } catch (error) {
      return { kind: "unknown", host: host.id, error };
    }
  });

async function planOne(stage: Stage, host: Host, keyId: string): Promise<Plan> {
  const wish = hostWish(stage, host, keyId);
  return planHost(wish, await learnOf(wish, stage.folders.inventory));
}
