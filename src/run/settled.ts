import { shortOf } from "../model/digest.ts";
import type { HostFacts } from "../model/facts.ts";
import { Failure } from "../model/failure.ts";
import type { Host } from "../model/pool.ts";
import { isCurrent, isGood } from "../operations/launchd.ts";
import { refuseForeign } from "../operations/owner.ts";
import { changedConditions, isQualified, told } from "../operations/qualification.ts";
import type { HostWish } from "../operations/wish.ts";
import type { Applied } from "./apply.ts";
import { eachHost } from "./each-host.ts";
import { before, hostResult, notJudged, untouched } from "./host-result.ts";
import { provenHost } from "./proven.ts";
import { learn, onHost } from "./reach.ts";
import { at, type Scene } from "./scene.ts";
import { hostWish, type Stage } from "./stage.ts";

/** What keeps a host from being settled: it is on its way, or it never set out. */
function unsettledReason(wish: HostWish, facts: HostFacts): string {
  const doors = facts.drained ? "; it is closed to requests" : "";
  if (isCurrent(wish, facts) && isGood(wish, facts))
    return `its qualification is void: ${told(changedConditions(facts))}${doors}`;
  if (isCurrent(wish, facts)) return `its release ${facts.current} has not passed the gate${doors}`;
  return `serves release ${facts.current ?? "none"}, not its spec ${shortOf(wish.spec.digest)}${doors}`;
}

/**
 * Terraform's exit code 0 is not proof: asks every host whether it serves its spec and has passed its gate
 * with it. A host that does not, gets a result that says so.
 */
export const settledResults = (
  scene: Scene,
  stage: Stage,
  hosts: readonly Host[],
): Promise<readonly Applied[]> =>
  eachHost(hosts, async (host): Promise<Applied> => {
    const wish = hostWish(stage, host);
    const startedAt = at(scene);
    try {
      return await onHost(wish, stage.folders.inventory, async (connection) => {
        const facts = await learn(connection, wish);
        refuseForeign(wish, facts);
        const parts = { scene, wish, startedAt, served: before(facts) };
        if (isCurrent(wish, facts) && isQualified(wish, facts)) {
          const { result, ...evidence } = await provenHost(parts, facts, connection);
          return { ...evidence, result: { ...result, outcome: "untouched" } };
        }
        const why = unsettledReason(wish, facts);
        const told = { ...parts, gate: notJudged(why), failure: `${host.id}: ${why}` };
        return { result: hostResult({ ...told, outcome: facts.drained ? "unsettled" : "untouched" }) };
      });
    } catch (error) {
      const failure = error instanceof Failure ? error.message : String(error);
      return { result: untouched({ scene, wish, startedAt, gate: notJudged(failure), failure }) };
    }
  });
