import type { Lane } from "../../src/model/lane.ts";
import type { Layout } from "../../src/model/layout.ts";
import type { Gateway } from "../../src/model/pool.ts";

/** What the proxy of one host shall do. Typed data, and nothing secret in it. */
export interface ProxyWish {
  readonly layout: Layout;
  /** With the ports this host really uses (overrides applied). */
  readonly gateway: Gateway;
  /** The engines of the host, in the order of its YAML. */
  readonly engines: readonly ProxyEngine[];
  /** The lanes this host accepts. */
  readonly lanes: readonly Lane[];
  /** Models this host serves, by their name in the inventory. */
  readonly models: Readonly<Record<string, ServedModel>>;
}

/** A model behind the proxy: the name that clients write and its engine knows (`qwen3:4b`), and which engine that is. */
export interface ServedModel {
  readonly served: string;
  readonly engine: string;
}

/** An engine behind the proxy, on loopback. */
export interface ProxyEngine {
  readonly name: string;
  readonly port: number;
  /** Where its standby listens; absent: it has none. */
  readonly standby?: number;
  /** Requests it computes at once; must equal its own setting, or the queue moves into the engine. */
  readonly slots: number;
  /** What a health check gets: 200 from an engine that listens. */
  readonly probe: string;
  /** The Host header it insists on: Ollama on loopback refuses a foreign one, and looks at no port of it. */
  readonly host: string;
  /** What it speaks beside the OpenAI API: `ollama` engines also answer below `/api`. */
  readonly api: "ollama" | "openai";
}
