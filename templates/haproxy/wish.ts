import type { Layout } from "../../src/model/layout.ts";
import type { Gateway, Lane } from "../../src/model/pool.ts";

/** What the proxy of one host shall do. Typed data, and nothing secret in it. */
export interface ProxyWish {
  readonly layout: Layout;
  /** With the ports this host really uses (overrides applied). */
  readonly gateway: Gateway;
  readonly engine: ProxyEngine;
  /** The lanes this host accepts. */
  readonly lanes: readonly Lane[];
  /** Models this host serves: name in the inventory -> name its engine knows (`chat` -> `qwen3:4b`). */
  readonly models: Readonly<Record<string, string>>;
}

/** The engine behind the proxy, on loopback. */
export interface ProxyEngine {
  readonly name: string;
  readonly port: number;
  /** Requests it computes at once; must equal its own setting, or the queue moves into the engine. */
  readonly slots: number;
}
