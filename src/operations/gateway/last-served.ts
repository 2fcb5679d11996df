import type { GatewayServer } from "../../model/facts.ts";

/** `model-chat.2` is a group of the model chat: no name of a model has a dot. */
const modelOf = (group: string): string => group.replace(/^model-/, "").replace(/\.\d+$/, "");

/** The models that a gateway, with the release that it has, sends to no host once these close. */
export function lastServed(servers: readonly GatewayServer[], closing: readonly string[]): readonly string[] {
  const groups = servers.filter(({ group }) => group.startsWith("model-"));
  const elsewhere = groups.filter(({ host, state }) => state === "UP" && !closing.includes(host));
  const kept = new Set(elsewhere.map(({ group }) => group));
  return [...new Set(groups.flatMap(({ group }) => (kept.has(group) ? [] : [modelOf(group)])))];
}
