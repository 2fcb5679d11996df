import type { Digest } from "../../model/digest.ts";
import type { GatewayFacts } from "../../model/facts.ts";
import type { Gateways, PoolGateway } from "../../model/gateways.ts";
import type { Layout } from "../../model/layout.ts";
import type { Lock } from "../../model/lock.ts";
import type { Catalogue, Gateway, Host, Pool } from "../../model/pool.ts";
import type { HostSpec } from "../../model/spec.ts";
import type { Step } from "../../model/step.ts";
import { milliseconds } from "../../model/units.ts";

/** What the spec of a gateway is resolved from. */
export interface GatewaySource {
  readonly pool: Pool;
  readonly lock: Lock;
  readonly catalogue: Catalogue;
  readonly gateways: Gateways;
  readonly member: PoolGateway;
  /** The host that carries it. */
  readonly carrier: Host;
  readonly layout: Layout;
}

/** All that one gateway shall be, handed to every operation. */
export interface PoolGatewayWish extends GatewaySource {
  readonly spec: HostSpec;
  /** Certificates of the edges behind it, by host: what the hosts themselves say over SSH. */
  readonly certificates: Readonly<Record<string, string>>;
  /** Hosts whose certificate could not be read, and why: the one that the gateway holds of them stays. */
  readonly unread?: Readonly<Record<string, string>>;
  /** Certificates of the authorities of the servers that take overflow, by their name. */
  readonly upstreams: Readonly<Record<string, string>>;
  /** Certificates of the authority that signs for it, PEM; absent: it signs for itself. */
  readonly authority?: string;
  /** sha256 of `probe.cfg`: the key itself is in no plan. */
  readonly probe: Digest;
  /** What to know of that key where it ends soon. */
  readonly probeEnding?: string;
}

/** Decides what has to be done about one noun on one gateway; does nothing itself. */
export type GatewayOperation = (wish: PoolGatewayWish, facts: GatewayFacts) => readonly Step[];

/** How long a worker that was replaced may end its streams: longer than any answer takes. */
const LINGER = milliseconds(900_000);

/** The gateway as settings of a proxy, with the ports of this member. */
export const memberGateway = ({ pool, gateways, member }: GatewaySource): Gateway => ({
  ...pool.gateway,
  bind: gateways.bind,
  port: member.ports["gateway"] ?? gateways.port,
  metricsPort: member.ports["metrics"] ?? gateways.metricsPort,
  drain: LINGER,
});
