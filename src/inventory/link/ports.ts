import type { Objection, Path } from "../objection.ts";
import type { HostText, PoolText } from "../pool-text.ts";
import { oneOf, renaming } from "../words.ts";
import type { Link, Linked } from "./check.ts";

/** Port overrides name something, and no two services of one address want one port. */
export const portLinks: readonly Link[] = [
  { reads: ["hosts"], check: unknownServices },
  { reads: ["hosts", "engines", "gateway"], check: clashes },
];

function unknownServices({ text }: Linked): readonly Objection[] {
  return Object.entries(text.hosts).flatMap(([host, { ports, engines }]) => {
    const known = [...engines, "gateway", "metrics"];
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

/** Hosts that share even their SSH place are told by `hosts.ts`; the rest would only repeat it. */
function clashes({ text }: Linked): readonly Objection[] {
  const owners = new Map<string, Listener>();
  const all = Object.entries(text.hosts).flatMap(([name, host]) => listeners(name, host, text));
  return all.flatMap((listener) => {
    const place = `${listener.address} ${listener.port}`;
    const owner = owners.get(place);
    owners.set(place, owner ?? listener);
    return owner === undefined || isOnePlace(listener, owner, text) ? [] : [clash(listener, owner)];
  });
}

const isOnePlace = (a: Listener, b: Listener, text: PoolText): boolean =>
  a.host !== b.host && text.hosts[a.host]?.port === text.hosts[b.host]?.port;

const clash = (listener: Listener, owner: Listener): Objection => ({
  at: listener.at,
  found: `port ${listener.port} of ${listener.address} for ${listener.service}, where ${owner.service} of ${owner.host} listens`,
  wanted: "a port of its own for every service of one address",
  todo: `set ports: { ${listener.service}: ... } on ${listener.host} to a free port`,
});
