import { rmSync } from "node:fs";
import type { Server } from "node:http";
import { Failure } from "../src/model/failure.ts";
import { type Blueprint, blueprint } from "./blueprint.ts";
import { inject } from "./faults/faults.ts";
import { writeInventory } from "./inventory.ts";
import type { EngineSet } from "./inventory-engines.ts";
import { type Keyring, keyring } from "./keyring.ts";
import { Ledger } from "./ledger.ts";
import { SimulatedMac } from "./mac/mac.ts";
import { type Artifact, artifacts } from "./mirror/artifacts.ts";
import { Mirror } from "./mirror/mirror.ts";
import { cardOf, type PoolCard, type SimulatedGateway, type SimulatedHost } from "./pool-card.ts";
import { Registry } from "./registry/registry.ts";
import { close } from "./server.ts";
import { switchboard } from "./switchboard.ts";

export interface PoolOptions {
  readonly hosts: number;
  /** Gateways of the pool, each on a host of its own; default none. */
  readonly gateways?: number;
  /** Default: a fresh directory. An existing pool of as many hosts comes up again as it was. */
  readonly dir?: string;
  /** Name of the pool; default `orchard`. */
  readonly name?: string;
  /** What runs on every host; default `ollama`. */
  readonly engines?: EngineSet;
  /** Real seconds per second of launchd's ThrottleInterval; default 1. */
  readonly throttleScale?: number;
  /** Called when somebody asks the pool to end over its socket; default: nothing happens. */
  readonly leave?: () => void;
}

export type { SimulatedGateway, SimulatedHost } from "./pool-card.ts";

/** A pool that runs inside this Node process. */
export interface SimulatedPool extends PoolCard {
  /** Strikes or clears a fault. Throws a Failure for an unknown host or kind. */
  fault(host: string, kind: string, options?: { readonly clear?: boolean }): Promise<void>;
  /** Bytes of models that its registry and hub have served. */
  readonly blobBytes: number;
  /** Ends everything the pool started. Safe to call twice. */
  stop(): Promise<void>;
}

/** Ends what a supervisor that was killed has left behind in `dir`. */
export const settle = (dir: string): Promise<void> => new Ledger(dir).settle();

/** Everything that runs, from the first server on; what never started is absent. */
class Estate implements SimulatedPool {
  readonly #plan: Blueprint;
  readonly #keys: Keyring;
  readonly #ledger: Ledger;
  readonly #artifacts: readonly Artifact[];
  readonly #macs: readonly SimulatedMac[];
  #registry: Registry | undefined;
  #mirror: Mirror | undefined;
  #doors: Server | undefined;
  #stopped: Promise<void> | undefined;

  constructor(plan: Blueprint, ledger: Ledger, options: PoolOptions) {
    this.#plan = plan;
    this.#ledger = ledger;
    this.#keys = keyring(plan.dir);
    this.#artifacts = artifacts();
    this.#macs = plan.hosts.map(({ id, root, ports }) => {
      const common = { socket: plan.socket, throttleScale: options.throttleScale ?? 1 };
      const spawned = (pid: number) => ledger.note(pid);
      return new SimulatedMac({
        ...common,
        id,
        root,
        port: ports.ssh,
        authorizedKeys: [this.#keys.sshPublic],
        spawned,
      });
    });
  }

  get dir(): string {
    return this.#plan.dir;
  }
  get name(): string {
    return this.#plan.name;
  }
  get engines(): EngineSet {
    return this.#plan.engines;
  }
  get inventory(): string {
    return `${this.dir}/inventory`;
  }
  get sshKey(): string {
    return this.#keys.sshKey;
  }
  get registryUrl(): string {
    return `http://127.0.0.1:${this.#plan.registryPort}`;
  }
  get mirrorUrl(): string {
    return `http://127.0.0.1:${this.#plan.mirrorPort}`;
  }

  get blobBytes(): number {
    return this.#registry?.blobBytes ?? 0;
  }

  get hosts(): readonly SimulatedHost[] {
    return this.#plan.hosts.map(({ id, root, ports }, index) => ({
      id,
      root,
      port: ports.ssh,
      ollamaPort: ports.engines["ollama"] ?? 0,
      enginePorts: ports.engines,
      gatewayPort: ports.gateway,
      metricsPort: ports.metrics,
      hostKey: this.#macs[index]?.sshd.hostKey ?? "",
    }));
  }

  get gateways(): readonly SimulatedGateway[] {
    return this.#plan.gateways.map(({ id, host, ports }) => ({
      id,
      root: this.#plan.hosts.find((item) => item.id === host)?.root ?? "",
      gatewayPort: ports.gateway,
      metricsPort: ports.metrics,
    }));
  }

  async start(leave: () => void): Promise<void> {
    this.#registry = await Registry.start(this.#plan.registryPort);
    this.#mirror = await Mirror.start(this.#plan.mirrorPort, this.#artifacts);
    this.#doors = await switchboard(this.#plan.socket, {
      macs: this.#macs,
      fault: (host, kind, options) => this.fault(host, kind, options),
      status: () => cardOf(this),
      leave,
    });
    writeInventory({ ...cardOf(this), plan: this.#plan, keys: this.#keys, artifacts: this.#artifacts });
    await Promise.all(this.#macs.map((mac) => mac.boot()));
  }

  async fault(
    host: string,
    kind: string,
    { clear = false }: { readonly clear?: boolean } = {},
  ): Promise<void> {
    const mac = this.#macs.find(({ id }) => id === host);
    if (mac === undefined) throw this.#unknown(host);
    if (this.#registry === undefined || this.#mirror === undefined) return;
    await inject({ mac, mirror: this.#mirror, registry: this.#registry }, kind, clear);
  }

  stop(): Promise<void> {
    this.#stopped ??= this.#end();
    return this.#stopped;
  }

  async #end(): Promise<void> {
    await Promise.allSettled(this.#macs.map((mac) => mac.halt()));
    await Promise.allSettled([
      this.#registry?.stop() ?? Promise.resolve(),
      this.#mirror?.stop() ?? Promise.resolve(),
      this.#doors === undefined ? Promise.resolve() : close(this.#doors),
    ]);
    await this.#ledger.settle();
    rmSync(this.#plan.socket, { force: true });
  }

  #unknown(host: string): Failure {
    return new Failure({
      code: "host-unknown",
      subject: host,
      saw: "the embedded pool has no such host",
      hint: `use one of ${this.#macs.map(({ id }) => id).join(", ")}`,
    });
  }
}

/** Starts simulated Macs, a model registry and an artifact mirror on loopback. */
export async function startPool(options: PoolOptions): Promise<SimulatedPool> {
  const { dir, name = "orchard", hosts, engines = "ollama", gateways = 0, leave = () => undefined } = options;
  const plan = await blueprint({ dir, name, hosts, engines, gateways });
  const ledger = new Ledger(plan.dir);
  await ledger.settle();
  rmSync(plan.socket, { force: true });
  const estate = new Estate(plan, ledger, options);
  try {
    await estate.start(leave);
  } catch (cause) {
    await estate.stop();
    throw cause;
  }
  return estate;
}
