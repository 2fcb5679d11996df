import type { Host } from "../model/pool.ts";
import type { Plan } from "../model/step.ts";
import { planHost } from "../operations/host.ts";
import { learn, reachHost } from "./reach.ts";
import { hostWish, type Stage } from "./stage.ts";

/** Hosts that are asked at once: SSH servers answer bursts with refusals. */
export const AT_ONCE = 32;

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
  const connection = await reachHost(wish, stage.folders.inventory);
  try {
    return planHost(wish, await learn(connection, wish));
  } finally {
    connection.close();
  }
}

/** Runs `work` for every host, at most `AT_ONCE` at a time, and keeps the order. */
export async function eachHost<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<readonly Result[]> {
  const results = new Map<number, Result>();
  const queue = items.entries();
  const worker = async (): Promise<void> => {
    for (const [index, item] of queue) results.set(index, await work(item));
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, items.length) }, worker));
  return items.map((_, index) => results.get(index) as Result);
}
