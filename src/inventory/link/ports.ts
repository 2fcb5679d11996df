import { standbyOf } from "../../model/layout.ts";
import type { Objection, Path } from "../objection.ts";
import type { HostText, PoolText } from "../pool-text.ts";
import { oneOf, renaming } from "../words.ts";
import type { Link, Linked } from "./check.ts";

/** Port overrides name something, and no two services of one address want one port. */
export const portLinks: readonly Link[] = [
  { reads: ["hosts", "engines"], check: unknownServices },
  { reads: ["hosts", "engines", "gateway"], check: clashes },
];

function unknownServices({ text }: Linked): readonly Objection[] {
  return Object.entries(text.hosts).flatMap(([host, { ports, engines }]) => {
    const known = [...engines, ...standbys(engines, text).map(([service]) => service), "gateway", "metrics"];
    return Object.keys(ports)
      .filter((service) => !known.includes(service))
      .map(
        (service): Objection => ({
          at: ["hosts", host, "ports", service],
          on: "key",
          found: `a port for ${service}, which ${host} does not run`,
          wanted: oneOf(known),
          todo: renaming(service, known, "remove it"),
        }),
      );
  });
}

/** The second ports of engines that have one. */
const standbys = (engines: readonly string[], text: PoolText): readonly (readonly [string, number])[] =>
  engines.flatMap((engine) => {
    const port = text.engines[engine]?.standby;
    return port === undefined ? [] : [[standbyOf(engine), port] as const];
  });

interface Listener {
  readonly host: string;
  readonly service: string;
  readonly address: string;
  readonly port: number;
  readonly at: Path;
}

function listeners(name: string, host: HostText, text: PoolText): readonly Listener[] {
  const wishes = [
    ...host.engines.map((engine) => [engine, text.engines[engine]?.port] as const),
    ...standbys(host.engines, text),
    ["gateway", text.gateway.port] as const,
    ["metrics", text.gateway.metricsPort] as const,
  ];
  const base = { host: name, address: host.address };
  const ssh = { ...base, service: "ssh", port: host.port, at: ["hosts", name, "port"] };
  const others = wishes.flatMap(([service, usual]): Listener[] => {
    const port = host.ports[service] ?? usual;
    return port === undefined ? [] : [{ ...base, service, port, at: ["hosts", name, "ports", service] }];
  });
  return [ssh, ...others];
}

/** Where a gateway listens on the host that carries it. */
function gatewayListeners({ gateways, hosts }: PoolText): readonly Listener[] {
  if (gateways === undefined) return [];
  const usual = { gateway: gateways.port, metrics: gateways.metricsPort };
  return Object.entries(gateways.members).flatMap(([name, { host, ports }]) =>
    Object.entries(usual).map(([service, port]) => ({
      host: name,
      service,
      address: hosts[host]?.address ?? host,
      port: ports[service] ?? port,
      at: ["gateways", "members", name, "ports", service],
    })),
  );
}

const hostListeners = (text: PoolText): readonly Listener[] =>
  Object.entries(text.hosts).flatMap(([name, host]) => listeners(name, host, text));

/** A gateway shares the machine with its host: no port of one may be a port of the other. */
export const gatewayClashes = ({ text }: Linked): readonly Objection[] => {
  const mine = gatewayListeners(text);
  return sharedPlaces([...hostListeners(text), ...mine], text).filter(({ at }) => at[0] === "gateways");
};

/** Hosts that share even their SSH place are told by `hosts.ts`; the rest would only repeat it. */
function clashes({ text }: Linked): readonly Objection[] {
  return sharedPlaces(hostListeners(text), text);
}

function sharedPlaces(all: readonly Listener[], text: PoolText): readonly Objection[] {
  const owners = new Map<string, Listener>();
  return all.flatMap((listener) => {
    const place = `${listener.address} ${listener.port}`;
    const owner = owners.get(place);
    owners.set(place, owner ?? listener);
    return owner === undefined || isOnePlace(listener, owner, text) ? [] : [clash(listener, owner)];
  });
}

const isOnePlace = (a: Listener, b: Listener, text: PoolText): boolean =>
  a.host !== b.host &&
  text.hosts[a.host]?.port !== undefined &&
  text.hosts[a.host]?.port === text.hosts[b.host]?.port;

const clash = (listener: Listener, owner: Listener): Objection => ({
  at: listener.at,
  found: `port ${listener.port} of ${listener.address} for ${listener.service}, where ${owner.service} of ${owner.host} listens`,
  wanted: "a port of its own for every service of one address",
  todo: `set ports: { ${listener.service}: ... } on ${listener.host} to a free port`,
});
