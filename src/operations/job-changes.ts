import type { HostFacts } from "../model/facts.ts";
import { type EngineRestart, leftJobs, type Restart, restarts } from "./launchd.ts";
import { candidates, objection } from "./standby/beside.ts";
import type { HostWish } from "./wish.ts";

/** What becomes of the jobs of a host. */
export interface JobChanges {
  /** Labels of those that end for good. */
  readonly left: readonly string[];
  /** Those that start anew, however. */
  readonly again: readonly Restart[];
  /** Of these the engines that start beside themselves, and what serves goes on. */
  readonly beside: readonly EngineRestart[];
  /** The others, which cut what serves. */
  readonly cut: readonly Restart[];
  /** Why engines that have a second port are cut all the same. */
  readonly because?: string;
}

export function jobChanges(wish: HostWish, facts: HostFacts): JobChanges {
  const [left, again] = [leftJobs(wish, facts), restarts(wish, facts)];
  const able = candidates(wish, facts, again);
  const because = able.length === 0 ? undefined : objection(wish, facts, able);
  const beside = because === undefined ? able : [];
  const cut = again.filter(({ label }) => !beside.some((one) => one.label === label));
  return { left, again, beside, cut, ...(because !== undefined && { because }) };
}
