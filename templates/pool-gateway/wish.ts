import type { Lane } from "../../src/model/lane.ts";
import type { Layout } from "../../src/model/layout.ts";
import type { Gateway } from "../../src/model/pool.ts";
import type { Bytes, Milliseconds } from "../../src/model/units.ts";

/** What one gateway of a pool shall do. Typed data, and nothing secret in it. */
export interface GatewayWish {
  readonly layout: Layout;
  /** Where it listens, with the ports of this gateway; `drain` is how long a worker that was replaced may end its streams. */
  readonly gateway: Gateway;
  /** Every lane that a host behind it accepts. */
  readonly lanes: readonly Lane[];
  readonly groups: readonly GatewayGroup[];
  /** Per lane and model as clients write it, the group that serves it. */
  readonly routes: readonly GatewayRoute[];
  readonly probe: GatewayProbe;
  /** Where requests go that the hosts cannot take, in order of preference. */
  readonly overflows: readonly GatewayOverflow[];
  /** A body from so many bytes on is a long context: it goes where its like went before. */
  readonly affinityAbove: Bytes;
}

/** Hosts that serve one model under its pinned digest. */
export interface GatewayGroup {
  readonly name: string;
  /** The name that clients write and engines know: `qwen3:4b`. */
  readonly served: string;
  readonly api: "ollama" | "openai";
  /** It answers with vectors and generates nothing. */
  readonly embeds: boolean;
  /** Hex of the pinned manifest; absent for an engine that cannot tell what it holds. */
  readonly digest?: string;
  /** Bytes of all blobs, for `/api/tags`. */
  readonly bytes: number;
  /** How long its engine may take to load it and give a token. */
  readonly loading: Milliseconds;
  readonly hosts: readonly GatewayHost[];
}

export interface GatewayHost {
  readonly id: string;
  readonly address: string;
  /** TLS port of its edge. */
  readonly port: number;
  /** Streams its engine computes at once: its weight among the others. */
  readonly slots: number;
}

export interface GatewayRoute {
  readonly lane: string;
  readonly served: string;
  readonly group: string;
}

/** An OpenAI-compatible server outside of the pool, over TLS, under a key of its own. */
export interface GatewayOverflow {
  readonly name: string;
  readonly host: string;
  readonly port: number;
  /** Requests of one lane and model that it is sent at once. */
  readonly streams: number;
  /** Requests of a lane beyond what the hosts run of it at once, from which on it is asked; absent: it is asked before the hosts. */
  readonly above?: number;
  readonly routes: readonly OverflowRoute[];
}

/** Which lane may go there from which group, and the name of the model on both sides. */
export interface OverflowRoute {
  readonly lane: string;
  readonly group: string;
  readonly served: string;
}

/** How the health of a host is known: every model generates one token through the edge, or embeds one word. */
export interface GatewayProbe {
  readonly every: Milliseconds;
  /** How long an answer may take; longer than the queue of its lane, so that a busy host is no dead one. */
  readonly patience: Milliseconds;
}
