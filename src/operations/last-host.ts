import type { GatewayGroup } from "../../templates/pool-gateway/wish.ts";
import type { GatewayServer, HostFacts } from "../model/facts.ts";
import { unreadiness } from "./readiness.ts";
import type { HostWish } from "./wish.ts";

/** What another host says of itself, or why it could not be asked. */
export interface OtherHost {
  readonly host: string;
  readonly known: { readonly wish: HostWish; readonly facts: HostFacts } | { readonly why: string };
}

/** A model that nobody serves once some hosts close, with how its other hosts are. */
export interface Forsaken {
  readonly model: string;
  readonly others: readonly string[];
}

/** The models of the closing hosts that a gateway sends to no other host now. */
export function forsakenBehind(
  groups: readonly GatewayGroup[],
  servers: readonly GatewayServer[],
  closing: readonly string[],
): readonly Forsaken[] {
  return groups
    .filter(({ hosts }) => hosts.some(({ id }) => closing.includes(id)))
    .flatMap(({ name }) => {
      const others = servers.filter(({ group, host }) => group === name && !closing.includes(host));
      if (others.some(({ state }) => state === "UP")) return [];
      const told = others.map(({ host, state, check }) => [host, state, check].filter(Boolean).join(" "));
      return [{ model: name.replace(/^model-/, ""), others: told }];
    });
}

/** The models of the closing hosts that none of the others serves now, as these say themselves. */
export const forsaken = (models: readonly string[], others: readonly OtherHost[]): readonly Forsaken[] =>
  models.flatMap((model) => {
    const reasons = others.map((other) => ({ host: other.host, why: whyNot(other, model) }));
    if (reasons.some(({ why }) => why === undefined)) return [];
    return [{ model, others: reasons.map(({ host, why }) => `${host}: ${why}`) }];
  });

/** Why a host does not serve a model now; nothing when it does. */
function whyNot({ known }: OtherHost, model: string): string | undefined {
  if ("why" in known) return known.why;
  const { wish, facts } = known;
  if (!wish.host.models.includes(model)) return "does not serve it";
  if (facts.drained) return "drained";
  return unreadiness(wish, facts, [model])[0];
}

/** The warning, for a person who is about to close those hosts. */
export function forsakenLine({ model, others }: Forsaken, through: readonly string[]): string {
  const where = through.length === 0 ? "" : ` through ${through.join(", ")}`;
  const how = others.length === 0 ? "no other host has it" : others.join(", ");
  return `${model} has no host left${where} (${how}): its clients get 503 until one takes requests again`;
}
