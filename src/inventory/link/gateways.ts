import type { Objection } from "../objection.ts";
import type { GatewaysText, PoolText } from "../pool-text.ts";
import { oneOf, renaming } from "../words.ts";
import type { Link } from "./check.ts";
import { gatewayClashes } from "./ports.ts";
import { askGateways } from "./probe.ts";
import { unknown } from "./unknown.ts";

/** Gateways lie on hosts of the pool, one on each, under names and at ports of their own. */
export const gatewayLinks: readonly Link[] = [
  { reads: ["gateways", "hosts"], check: askGateways(carriers) },
  { reads: ["gateways", "hosts", "retired"], check: askGateways(sharedNames) },
  { reads: ["gateways", "hosts"], check: askGateways(sharedHosts) },
  { reads: ["gateways"], check: askGateways(unknownServices) },
  { reads: ["gateways", "hosts", "engines", "gateway"], check: gatewayClashes },
];

function carriers({ members }: GatewaysText, { hosts }: PoolText): readonly Objection[] {
  const known = Object.keys(hosts);
  return Object.entries(members).flatMap(([name, { host }]) =>
    unknown({ at: ["gateways", "members", name, "host"], name: host, noun: "host", known }),
  );
}

function sharedNames({ members }: GatewaysText, { hosts, retired }: PoolText): readonly Objection[] {
  return Object.keys(members)
    .filter((name) => Object.hasOwn(hosts, name) || Object.hasOwn(retired, name))
    .map((name) => ({
      at: ["gateways", "members", name],
      on: "key",
      found: `${name}, which is also the name of a host`,
      wanted: "a name of its own: verbs and reports name both",
      todo: "rename the gateway",
    }));
}

function sharedHosts({ members }: GatewaysText): readonly Objection[] {
  const entries = Object.entries(members);
  return entries.flatMap(([name, { host }], index): readonly Objection[] => {
    const first = entries.findIndex(([, other]) => other.host === host);
    if (first === index) return [];
    const at = ["gateways", "members", name, "host"];
    const found = `${host}, which carries ${entries[first]?.[0]} already`;
    return [{ at, found, wanted: "one gateway on one host", todo: "name another host" }];
  });
}

const SERVICES = ["gateway", "metrics"];

function unknownServices({ members }: GatewaysText): readonly Objection[] {
  return Object.entries(members).flatMap(([name, { ports }]) =>
    Object.keys(ports)
      .filter((service) => !SERVICES.includes(service))
      .map((service) => ({
        at: ["gateways", "members", name, "ports", service],
        on: "key" as const,
        found: `a port for ${service}, which no gateway has`,
        wanted: oneOf(SERVICES),
        todo: renaming(service, SERVICES, "remove it"),
      })),
  );
}
