import type { SecretRef } from "./pool.ts";
import type { Bytes, Milliseconds } from "./units.ts";

/** One URL for the pool, in front of the edges of its hosts. */
export interface Gateways {
  readonly port: number;
  readonly metricsPort: number;
  readonly bind: string;
  /** A body from so many bytes on is a long context. */
  readonly affinityAbove: Bytes;
  readonly probe: Probe;
  /** In the order of the file. */
  readonly members: readonly PoolGateway[];
  /** Where requests go that the hosts cannot take, in the order of the file. */
  readonly overflow: readonly Overflow[];
}

/** How a gateway knows that a host is well: each model generates a token, for a key of a lane as a client has it. */
export interface Probe {
  readonly lane: string;
  readonly key: SecretRef;
  readonly every: Milliseconds;
}

/** The variable that holds the key of the health checks while the proxy reads its configuration. */
export const PROBE_VARIABLE = "ESPALIER_PROBE_KEY";

/** An OpenAI-compatible server, or the gateway of another pool, that takes what the hosts of this one cannot. */
export interface Overflow {
  readonly name: string;
  /** `https://NAME[:PORT]`. */
  readonly url: string;
  /** The key by which it is asked; clients' keys stay in the pool. */
  readonly key: SecretRef;
  /** Certificate of the authority that signs for it, a file beside the pool's. */
  readonly ca: string;
  /** The pool whose gateway it is; absent: a server that nobody pins. */
  readonly pool?: string;
  /** Requests of one lane and model that it is sent at once. */
  readonly streams: number;
  /** Requests of a lane beyond what the hosts run of it at once, from which on it is asked; absent: it is asked before the hosts. */
  readonly above?: number;
  readonly lanes: readonly string[];
  /** By model of this pool, the name under which it is served there. */
  readonly models: Readonly<Record<string, string>>;
}

export interface PoolGateway {
  readonly id: string;
  /** The host that carries it. */
  readonly host: string;
  /** Port overrides: `gateway` and `metrics`. */
  readonly ports: Readonly<Record<string, number>>;
}
