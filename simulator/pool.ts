import { rmSync } from "node:fs";
import { Failure } from "../src/model/failure.ts";
import { type Blueprint, blueprint } from "./blueprint.ts";
import { inject } from "./faults/faults.ts";
import { writeInventory } from "./inventory.ts";
import { keyring } from "./keyring.ts";
import { Ledger } from "./ledger.ts";
import { SimulatedMac } from "./mac/mac.ts";
import { artifacts } from "./mirror/artifacts.ts";
import { Mirror } from "./mirror/mirror.ts";
import { Registry } from "./registry/registry.ts";
import { close } from "./server.ts";
import { switchboard } from "./switchboard.ts";

export interface PoolOptions {
  readonly hosts: number;
  /** Default: a fresh directory. An existing pool of as many hosts comes up again as it was. */
  readonly dir?: string;
  /** Name of the pool; default `orchard`. */
  readonly name?: string;
  /** Real seconds per second of launchd's ThrottleInterval; default 1. */
  readonly throttleScale?: number;
}

/** One simulated Mac as others see it. */
export interface SimulatedHost {
  readonly id: string;
  readonly root: string;
  /** SSH port on 127.0.0.1. */
  readonly port: number;
  readonly ollamaPort: number;
  readonly gatewayPort: number;
  readonly metricsPort: number;
  /** `ssh-ed25519 AAAA...`, as it is now. */
  readonly hostKey: string;
}

/** A pool that runs inside this Node process. */
export interface SimulatedPool {
  readonly dir: string;
  /** Directory of the inventory that describes it. */
  readonly inventory: string;
  readonly name: string;
  /** Private SSH key that opens every host. */
  readonly sshKey: string;
  readonly hosts: readonly SimulatedHost[];
  readonly registryUrl: string;
  readonly mirrorUrl: string;
  /** Strikes or clears a fault. Throws a Failure for an unknown host or kind. */
  fault(host: string, kind: string, options?: { readonly clear?: boolean }): Promise<void>;
  /** Ends everything the pool started. Safe to call twice. */
  stop(): Promise<void>;
}

export interface PoolHooks {
  /** Called when somebody asks the pool to end over its socket. */
  readonly leave?: () => void;
}

interface Running {
  readonly plan: Blueprint;
  readonly macs: readonly SimulatedMac[];
  readonly registry: Registry;
  readonly mirror: Mirror;
  readonly ledger: Ledger;
}

const describe = (plan: Blueprint, macs: readonly SimulatedMac[]): readonly SimulatedHost[] =>
  plan.hosts.map(({ id, root, ports }, index) => ({
    id,
    root,
    port: ports.ssh,
    ollamaPort: ports.ollama,
    gatewayPort: ports.gateway,
    metricsPort: ports.metrics,
    hostKey: macs[index]?.sshd.hostKey ?? "",
  }));

const unknownHost = (host: string, macs: readonly SimulatedMac[]): Failure =>
  new Failure({
    code: "host-unknown",
    subject: host,
    saw: "the embedded pool has no such host",
    hint: `use one of ${macs.map(({ id }) => id).join(", ")}`,
  });

async function strike(
  { macs, mirror, registry }: Running,
  host: string,
  deed: { readonly kind: string; readonly clear: boolean },
): Promise<void> {
  const mac = macs.find(({ id }) => id === host);
  if (mac === undefined) throw unknownHost(host, macs);
  await inject({ mac, mirror, registry }, deed.kind, deed.clear);
}

function hire(plan: Blueprint, ledger: Ledger, options: PoolOptions & { readonly authorizedKey: string }) {
  return plan.hosts.map(
    ({ id, root, ports }) =>
      new SimulatedMac({
        id,
        root,
        port: ports.ssh,
        socket: plan.socket,
        authorizedKeys: [options.authorizedKey],
        throttleScale: options.throttleScale ?? 1,
        spawned: (pid) => ledger.note(pid),
      }),
  );
}

async function end(running: Running, doors: () => Promise<unknown>): Promise<void> {
  const { macs, registry, mirror, ledger, plan } = running;
  await Promise.allSettled(macs.map((mac) => mac.halt()));
  await Promise.allSettled([registry.stop(), mirror.stop(), doors()]);
  await ledger.settle();
  rmSync(plan.socket, { force: true });
}

/** Ends what a supervisor that was killed has left behind in `dir`. */
export const settle = (dir: string): Promise<void> => new Ledger(dir).settle();

/** Starts simulated Macs, a model registry and an artifact mirror on loopback. */
export async function startPool(options: PoolOptions, hooks: PoolHooks = {}): Promise<SimulatedPool> {
  const plan = await blueprint({ dir: options.dir, name: options.name ?? "orchard", hosts: options.hosts });
  const ledger = new Ledger(plan.dir);
  await ledger.settle();
  rmSync(plan.socket, { force: true });
  const keys = keyring(plan.dir);
  const registry = await Registry.start(plan.registryPort);
  const mirror = await Mirror.start(plan.mirrorPort, await artifacts());
  const macs = hire(plan, ledger, { ...options, authorizedKey: keys.sshPublic });
  const running: Running = { plan, macs, registry, mirror, ledger };
  const urls = { registryUrl: registry.url, mirrorUrl: mirror.url };
  const inventory = writeInventory({ plan, keys, artifacts: mirror.artifacts, ...urls });
  const pool: SimulatedPool = {
    dir: plan.dir,
    inventory,
    name: plan.name,
    sshKey: keys.sshKey,
    ...urls,
    get hosts() {
      return describe(plan, macs);
    },
    fault: (host, kind, { clear = false } = {}) => strike(running, host, { kind, clear }),
    stop: () => {
      stopped ??= end(running, () => close(doors));
      return stopped;
    },
  };
  let stopped: Promise<void> | undefined;
  const doors = await switchboard(plan.socket, {
    macs,
    fault: pool.fault,
    status: () => ({ ...pool, hosts: pool.hosts }),
    leave: () => hooks.leave?.(),
  });
  try {
    await Promise.all(macs.map((mac) => mac.boot()));
  } catch (cause) {
    await pool.stop();
    throw cause;
  }
  return pool;
}
