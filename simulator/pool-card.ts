import type { EngineSet } from "./inventory-engines.ts";

/** One simulated Mac as others see it. */
export interface SimulatedHost {
  readonly id: string;
  readonly root: string;
  /** SSH port on 127.0.0.1. */
  readonly port: number;
  readonly ollamaPort: number;
  /** Ports of all its engines by name. */
  readonly enginePorts: Readonly<Record<string, number>>;
  readonly gatewayPort: number;
  readonly metricsPort: number;
  /** `ssh-ed25519 AAAA...`, as it is now. */
  readonly hostKey: string;
}

/** A gateway as others see it. */
export interface SimulatedGateway {
  readonly id: string;
  /** Of the Mac that carries it. */
  readonly root: string;
  readonly gatewayPort: number;
  readonly metricsPort: number;
}

/** What a pool tells about itself. */
export interface PoolCard {
  readonly dir: string;
  readonly name: string;
  readonly engines: EngineSet;
  /** Directory of the inventory that describes it. */
  readonly inventory: string;
  /** Private SSH key that opens every host. */
  readonly sshKey: string;
  readonly hosts: readonly SimulatedHost[];
  readonly gateways: readonly SimulatedGateway[];
  readonly registryUrl: string;
  readonly mirrorUrl: string;
}

/** The data of a pool, without its deeds. */
export const cardOf = ({
  dir,
  name,
  engines,
  inventory,
  sshKey,
  hosts,
  gateways,
  registryUrl,
  mirrorUrl,
}: PoolCard): PoolCard => ({
  dir,
  name,
  engines,
  inventory,
  sshKey,
  hosts,
  gateways,
  registryUrl,
  mirrorUrl,
});
