import type { Plan } from "../model/step.ts";
import { planHost } from "../operations/host.ts";
import type { HostWish } from "../operations/wish.ts";
import { eachHost } from "./each-host.ts";
import { learnOf } from "./reach.ts";
import type { Stage } from "./stage.ts";

/** Which hosts are looked at, and how closely. */
export interface Look {
  /** A selector; absent: all. */
  readonly on?: string | undefined;
  /** Every byte of the models is read: minutes for a large store. */
  readonly bytes?: boolean | undefined;
}

/** What a host would have done to it, or why that cannot be said. */
export type HostPlan =
  | { readonly kind: "plan"; readonly plan: Plan }
  | { readonly kind: "unknown"; readonly host: string; readonly error: unknown };

/** Plans every host: one connection and one round trip each, nothing is changed. */
export const planHosts = (stage: Stage, wishes: readonly HostWish[]): Promise<readonly HostPlan[]> =>
  eachHost(wishes, async (wish): Promise<HostPlan> => {
    try {
      return { kind: "plan", plan: await planOne(stage, wish) };
    } catch (error) {
      return { kind: "unknown", host: wish.host.id, error };
    }
  });

const planOne = async (stage: Stage, wish: HostWish): Promise<Plan> =>
  planHost(wish, await learnOf(wish, stage.folders.inventory));
