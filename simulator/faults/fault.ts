import type { SimulatedMac } from "../mac/mac.ts";
import type { Mirror } from "../mirror/mirror.ts";
import type { Registry } from "../registry/registry.ts";

/** What a fault may break: one host, and what all hosts share. */
export interface Target {
  readonly mac: SimulatedMac;
  readonly mirror: Mirror;
  readonly registry: Registry;
}

/** Something that goes wrong on purpose. */
export interface Fault {
  readonly kind: string;
  /** What it does, one sentence. */
  readonly sentence: string;
  readonly strike: (target: Target) => void | Promise<void>;
  /** Puts things right; absent where there is nothing to put right. */
  readonly clear?: (target: Target) => void | Promise<void>;
}
