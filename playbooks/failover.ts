// Move the work of one host to another: first the new one is proven ready, then the old one is drained.

import type { HostFacts } from "../src/model/facts.ts";
import { EXIT, type ExitCode, Failure } from "../src/model/failure.ts";
import type { Host } from "../src/model/pool.ts";
import { drainSteps, undrainSteps } from "../src/operations/doors.ts";
import { unreadiness } from "../src/operations/readiness.ts";
import type { HostWish } from "../src/operations/wish.ts";
import { performOnHosts, type VerbCall, type VerbResult } from "../src/run/host-verb.ts";
import { ladderKey } from "../src/run/ladder-key.ts";
import { type Cast, perform } from "../src/run/performance.ts";
import { onlyOne } from "../src/run/selection.ts";
import { sourceEnd } from "../src/run/source-end.ts";
import { openStage } from "../src/run/stage.ts";

export interface FailoverOptions {
  readonly from: string;
  readonly to: string;
  readonly planOnly: boolean;
}

/**
 * Safe to run again after a crash: both halves look first. A source that cannot be reached does not stop the failover:
 * gateways send it nothing new, and who may still be served by it is said.
 */
export const failover = (
  cast: Cast,
  { from, to, planOnly }: FailoverOptions,
): Promise<{ readonly exit: ExitCode; readonly results: readonly VerbResult[] }> =>
  perform(cast, async (stand) => {
    const stage = await openStage(cast.folders, cast.pool);
    const [source, target] = [onlyOne(stage.pool.hosts, from), onlyOne(stage.pool.hosts, to)];
    refuseItself(source, target);
    const { ids: keyIds } = await ladderKey(stage.pool, cast.folders.inventory);
    const because = `failover from ${source.id} to ${target.id}`;
    stand.tell({
      kind: "run-started",
      verb: "failover",
      waves: [target, source].map(({ id }) => ({ name: id, hosts: [id] })),
    });
    const call = (host: Host, does: Pick<VerbCall, "verb" | "word">) =>
      performOnHosts(stand, { stage, hosts: [host], keyIds, planOnly, ...does });
    const opened = await call(target, {
      word: "ready",
      verb: (wish, facts) => {
        refuseUnready(wish, facts, source);
        return undrainSteps(wish, facts, because);
      },
    });
    if (opened.some(({ failure }) => failure)) {
      stand.tell({
        kind: "run-ended",
        exit: EXIT.error,
        note: `${target.id} cannot take over; ${source.id} was left as it is`,
      });
      return { exit: EXIT.error, results: opened };
    }
    const [closed] = await call(source, {
      word: "drain",
      verb: (wish, facts) => drainSteps(wish, facts, because),
    });
    if (closed === undefined) throw new TypeError("a verb says of every host what came of it");
    const { exit, note } = await sourceEnd(stage.pool, source, closed);
    const done = planOnly ? "planned only, nothing was changed" : `${target.id} serves; ${note}`;
    stand.tell({ kind: "run-ended", exit, note: done });
    return { exit, results: [...opened, closed] };
  });

function refuseItself(source: Host, target: Host): void {
  if (source.id !== target.id) return;
  throw new Failure({
    code: "target-ambiguous",
    subject: source.id,
    saw: "it is both the host that is unwell and the one that takes over",
    hint: "name another host with --to",
    exit: EXIT.usage,
  });
}

/** The target must admit every lane and serve every model of the source: its engine answers, and it is resident under the pinned digest. */
function refuseUnready(wish: HostWish, facts: HostFacts, source: Host): void {
  const lacks = source.models.filter((model) => !wish.host.models.includes(model));
  const shut = source.lanes.filter((lane) => !wish.host.lanes.includes(lane));
  const reasons = [
    ...unreadiness(wish, facts, source.models),
    ...lacks.map((model) => `it does not serve ${model}`),
    ...shut.map((lane) => `it does not admit lane ${lane}`),
  ];
  if (reasons.length === 0) return;
  throw new Failure({
    code: "target-unready",
    subject: wish.host.id,
    saw: reasons.join(", "),
    hint: "choose another host with --to, or deploy this one first; nothing was changed",
  });
}
