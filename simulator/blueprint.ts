import { mkdirSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readText, writeWhole } from "./files.ts";
import { type EngineSet, engineNames } from "./inventory-engines.ts";
import { freePorts } from "./ports.ts";

/** Loopback ports of one host. */
export interface HostPorts {
  readonly ssh: number;
  readonly gateway: number;
  readonly metrics: number;
  /** By the name of the engine. */
  readonly engines: Readonly<Record<string, number>>;
}

export interface BlueprintHost {
  readonly id: string;
  readonly root: string;
  readonly ports: HostPorts;
}

/** A gateway, the Mac that carries it, and its loopback ports. */
export interface GatewayPlan {
  readonly id: string;
  readonly host: string;
  readonly ports: { readonly gateway: number; readonly metrics: number };
}

/** Where a pool lies; kept in its directory, so that the same pool can come up again. */
export interface Blueprint {
  readonly name: string;
  /** Inventory, keys and records. */
  readonly dir: string;
  /** The supervisor's unix socket. */
  readonly socket: string;
  readonly registryPort: number;
  readonly mirrorPort: number;
  readonly engines: EngineSet;
  readonly hosts: readonly BlueprintHost[];
  readonly gateways: readonly GatewayPlan[];
}

export interface BlueprintWish {
  /** Absent: a fresh directory. */
  readonly dir: string | undefined;
  readonly name: string;
  readonly hosts: number;
  readonly engines: EngineSet;
  /** At most as many as hosts: each lies on one of its own. */
  readonly gateways: number;
}

/** The longest unix socket below a host's root: HAProxy binds it under a temporary name first. */
const LONGEST_SOCKET = "/opt/espalier-gateway/run/haproxy.sock.1234567.tmp";
const SOCKET_LIMIT = 103;

const freshDirectory = (): string =>
  mkdtempSync(join(process.platform === "linux" ? "/tmp" : tmpdir(), "espalier-"));

/** True when roots below `dir` leave room for unix sockets and need no quotes in sh. */
const isShort = (dir: string): boolean =>
  dir.length + "/mac-000".length + LONGEST_SOCKET.length <= SOCKET_LIMIT && /^[\w./@+-]+$/.test(dir);

const fileOf = (dir: string): string => join(dir, "blueprint.json");

const numbered = (noun: string, index: number): string => `${noun}-${String(index + 1).padStart(2, "0")}`;

const hostPorts = (
  [ssh = 0, gateway = 0, metrics = 0, ...rest]: readonly number[],
  names: readonly string[],
) => ({
  ssh,
  gateway,
  metrics,
  engines: Object.fromEntries(names.map((name, index) => [name, rest[index] ?? 0])),
});

async function drawn(dir: string, wish: BlueprintWish): Promise<Blueprint> {
  const { name, hosts: count, engines, gateways: doors } = wish;
  const names = engineNames(engines);
  const each = 3 + names.length;
  const [registryPort = 0, mirrorPort = 0, ...ports] = await freePorts(2 + each * count + 2 * doors);
  const base = isShort(dir) ? dir : freshDirectory();
  const hosts = Array.from({ length: count }, (_, index) => {
    const id = numbered("mac", index);
    const mine = ports.slice(each * index, each * (index + 1));
    return { id, root: join(base, id), ports: hostPorts(mine, names) };
  });
  const gateways = Array.from({ length: doors }, (_, index) => {
    const [gateway = 0, metrics = 0] = ports.slice(each * count + 2 * index);
    return { id: numbered("gate", index), host: numbered("mac", index), ports: { gateway, metrics } };
  });
  return { name, dir, socket: join(base, "sim.sock"), registryPort, mirrorPort, engines, hosts, gateways };
}

/** The pool that `dir` holds, if it holds one. */
export function keptBlueprint(dir: string): Blueprint | undefined {
  const kept = readText(fileOf(dir));
  return kept === undefined ? undefined : (JSON.parse(kept) as Blueprint);
}

const isWished = (plan: Blueprint, { name, hosts, engines, gateways }: BlueprintWish): boolean =>
  plan.hosts.length === hosts &&
  plan.name === name &&
  plan.engines === engines &&
  plan.gateways?.length === gateways;

/** The pool that `dir` holds when it is the wanted one, else a new one. Its directory exists afterwards. */
export async function blueprint(wish: BlueprintWish): Promise<Blueprint> {
  const dir = wish.dir ?? freshDirectory();
  mkdirSync(dir, { recursive: true, mode: 0o755 });
  const before = keptBlueprint(dir);
  if (before !== undefined && isWished(before, wish)) return before;
  const plan = await drawn(dir, wish);
  writeWhole(fileOf(dir), JSON.stringify(plan, undefined, 2));
  return plan;
}
