import type { HostFacts } from "../model/facts.ts";
import type { Layout } from "../model/layout.ts";
import type { Lock } from "../model/lock.ts";
import type { Catalogue, Host, Pool } from "../model/pool.ts";
import type { HostSpec } from "../model/spec.ts";
import type { ClimbStep, HandStep, NoopStep, RunStep, Step } from "../model/step.ts";

/** All that one host shall be, handed to every operation. */
export interface HostWish {
  readonly pool: Pool;
  readonly host: Host;
  readonly lock: Lock;
  readonly catalogue: Catalogue;
  readonly spec: HostSpec;
  readonly layout: Layout;
  /** Certificates of the authority that signs for the hosts, PEM; absent: each host signs for itself. */
  readonly authority?: string;
  /** Ids of the lane keys that the ladder uses: only they are let in while the host drains. */
  readonly ladderKeys: readonly string[];
  /** How closely the host is looked at: every byte of its models, and not only their sizes. Default: sizes. */
  readonly rehash?: boolean;
}

/** Decides what has to be done about one noun on one host; does nothing itself. */
export type Operation = (wish: HostWish, facts: HostFacts) => readonly Step[];

type Words = Pick<Step, "operation" | "subject" | "why">;

export const run = (words: Words, ...argv: readonly string[]): RunStep => ({ kind: "run", ...words, argv });
export const noop = (operation: string, subject: string, why: string): NoopStep => ({
  kind: "noop",
  operation,
  subject,
  why,
});
export const hand = (words: Words, todo: string): HandStep => ({ kind: "hand", ...words, todo });
export const climb = (words: Words, due: Pick<ClimbStep, "extent" | "rungs">): ClimbStep => ({
  kind: "climb",
  ...words,
  extent: due.extent,
  rungs: due.rungs,
});

/** How long running streams may take to end, whole seconds. */
export const drainSeconds = ({ pool }: Pick<HostWish, "pool">): string =>
  String(Math.ceil(pool.gateway.drain / 1000));
