import type { GatewayGroup } from "../../../templates/pool-gateway/wish.ts";
import type { GatewayFacts, GatewayServer } from "../../model/facts.ts";
import { templateWish } from "./spec.ts";
import type { PoolGatewayWish } from "./wish.ts";

/** A group of hosts of which none takes requests now. */
export interface Hostless {
  /** Somebody drained a host of it, or the inventory drains them all. */
  readonly isMeant: boolean;
  /** `model-chat (mac-01 DOWN L4CON, mac-02 DRAIN)`. */
  readonly text: string;
}

/** Groups with a host that shall take requests. */
export const openGroups = (wish: PoolGatewayWish): readonly GatewayGroup[] => {
  const serving = wish.pool.hosts.filter(({ state }) => state === "serving").map(({ id }) => String(id));
  return templateWish(wish).groups.filter(({ hosts }) => hosts.some(({ id }) => serving.includes(id)));
};

/** The groups that no host serves through this gateway; its clients get 503. */
export function hostless(wish: PoolGatewayWish, facts: GatewayFacts): readonly Hostless[] {
  const open = openGroups(wish).map(({ name }) => name);
  return templateWish(wish).groups.flatMap(({ name }) => {
    const mine = facts.servers.filter(({ group }) => group === name);
    if (mine.some(({ state }) => state === "UP")) return [];
    const isMeant = !open.includes(name) || mine.some(({ state }) => state === "DRAIN");
    return [{ isMeant, text: `${name} (${mine.map(told).join(", ") || "no host is known"})` }];
  });
}

const told = ({ host, state, check }: GatewayServer): string =>
  [host, state, check].filter(Boolean).join(" ");

/** What a gateway without something else to do finds: that its groups have hosts, or which have none. */
export function finding(wish: PoolGatewayWish, facts: GatewayFacts): string {
  const none = hostless(wish, facts).map(({ text }) => text);
  return none.length === 0 ? "every model finds a host" : `no host takes requests of ${none.join("; ")}`;
}
