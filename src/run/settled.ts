import { Failure } from "../model/failure.ts";
import type { Host } from "../model/pool.ts";
import { isCurrent, isGood } from "../operations/launchd.ts";
import { refuseForeign } from "../operations/owner.ts";
import { isQualified } from "../operations/qualification.ts";
import { leftAs, unsettledReason } from "../operations/standing.ts";
import type { Applied } from "./apply.ts";
import { eachHost } from "./each-host.ts";
import { before, hostResult, notJudged, untouched } from "./host-result.ts";
import { provenHost } from "./proven.ts";
import { learn, learnOf, onHost } from "./reach.ts";
import { at, type Scene } from "./scene.ts";
import { hostWish, type Stage } from "./stage.ts";

/** Which hosts, and on which of them the run had begun. */
export interface Asked {
  readonly hosts: readonly Host[];
  readonly begun: ReadonlySet<string>;
  /** Why the run reached none of the others; absent when it should have reached all. */
  readonly stopped?: string;
}

/** A host that did not come to its spec, and why; one that cannot be asked is none. */
export interface Unsettled {
  readonly host: string;
  readonly why: string;
}

/** Those of the hosts that do not serve their spec, or have not passed their gate with it. */
export async function unsettled(stage: Stage, hosts: readonly Host[]): Promise<readonly Unsettled[]> {
  const seen = await eachHost(hosts, async (host): Promise<readonly Unsettled[]> => {
    const wish = hostWish(stage, host);
    const facts = await learnOf(wish, stage.folders.inventory).catch(() => undefined);
    if (facts === undefined || (isCurrent(wish, facts) && isGood(wish, facts))) return [];
    return [{ host: host.id, why: unsettledReason(wish, facts) }];
  });
  return seen.flat();
}

/**
 * Terraform's exit code 0 is not proof: asks every host whether it serves its spec and has passed its gate
 * with it. A host that does not, gets a result that says so, and how it was left.
 */
export const settledResults = (
  scene: Scene,
  stage: Stage,
  { hosts, begun, stopped }: Asked,
): Promise<readonly Applied[]> =>
  eachHost(hosts, async (host): Promise<Applied> => {
    const wish = hostWish(stage, host);
    const startedAt = at(scene);
    const hasBegun = begun.has(host.id);
    const isWaiting = stopped !== undefined && !hasBegun;
    try {
      return await onHost(wish, stage.folders.inventory, async (connection) => {
        const facts = await learn(connection, wish);
        refuseForeign(wish, facts);
        const parts = { scene, wish, startedAt, served: before(facts) };
        if (isCurrent(wish, facts) && isQualified(wish, facts)) {
          const { result, ...evidence } = await provenHost(parts, facts, connection);
          return { ...evidence, result: { ...result, outcome: facts.drained ? "held" : "untouched" } };
        }
        const outcome = leftAs(wish, facts, hasBegun);
        if (isWaiting) return { result: hostResult({ ...parts, outcome, gate: notJudged(stopped) }) };
        const why = unsettledReason(wish, facts);
        const failure = `${host.id}: ${why}`;
        return { result: hostResult({ ...parts, outcome, gate: notJudged(why), failure }) };
      });
    } catch (error) {
      if (isWaiting) return { result: untouched({ scene, wish, startedAt, gate: notJudged(stopped) }) };
      const failure = error instanceof Failure ? error.message : String(error);
      const outcome = hasBegun ? "lost" : "untouched";
      return { result: hostResult({ scene, wish, startedAt, outcome, gate: notJudged(failure), failure }) };
    }
  });
