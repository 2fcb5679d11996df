import type { HostFacts } from "../model/facts.ts";
import { engineLabel, standbyEngineOf } from "../model/layout.ts";
import type { RunStep, Step } from "../model/step.ts";
import { changedConditions } from "./qualification.ts";
import { idleStandbys } from "./standby/idle.ts";
import { drainSeconds, type HostWish, noop, run } from "./wish.ts";

/** Where a way back is taken. */
export type Retreat = Pick<HostWish, "layout" | "ladderKeys" | "host" | "pool">;

type Words = Pick<Step, "operation" | "subject" | "why">;

/**
 * The way back from a release that did not prove itself to the last one that did: a flip and a restart,
 * never a download. Without such a release nothing may serve, so the services are stopped.
 */
export function retreatSteps(retreat: Retreat, facts: HostFacts, why: string): readonly Step[] {
  const { layout, host } = retreat;
  const words = { operation: "rollback", subject: facts.good ? `release ${facts.good}` : host.id, why };
  if (facts.good === undefined) {
    const never = { ...words, why: `${why}; no release has ever passed here` };
    return [run(never, "retire_services"), run(words, "forget", layout.current)];
  }
  if (facts.current === facts.good && !isCutShort(facts) && (!facts.drained || isUp(facts)))
    return [...idleStandbys(retreat, facts), noop("rollback", words.subject, "it serves already")];
  return leaveHeld(serveSteps(retreat, facts.good, words), facts);
}

/**
 * True when a run closed the doors and did not open them again, or flipped the link and did not start every job; one whose standby
 * serves is owed its start and misses nothing.
 */
const isCutShort = ({ drained, held, owed, standby }: HostFacts): boolean =>
  owed.some((label) => !standby.some((engine) => engineLabel(engine) === label)) || (drained && !held);

/** True when every job of the host does its work; a standby has some only while it serves. */
const isUp = ({ services, standby, proxyStatus }: HostFacts): boolean =>
  proxyStatus === 200 &&
  services.every(({ label, state }) => {
    const engine = standbyEngineOf(label);
    return state === "running" || (engine !== undefined && !standby.includes(engine));
  });

/**
 * Back to the release that was good before the present one, by an operator's word. The word comes first: from then on
 * the present release counts as unproven, so that a rollback that was cut short goes on in the same direction.
 * The doors open only when what the previous release was proven under still holds.
 */
export function rollbackSteps(retreat: Retreat, facts: HostFacts, why: string): readonly Step[] {
  const { layout, host } = retreat;
  if (facts.current !== facts.good || isCutShort(facts)) return retreatSteps(retreat, facts, why);
  if (facts.previous === undefined || facts.previous === facts.good) {
    return [noop("rollback", host.id, "there is no earlier release that passed its gate here")];
  }
  const words = { operation: "rollback", subject: `release ${facts.previous}`, why };
  const directory = `${layout.poolReleases}/${facts.previous}`;
  const { previousQualification: proof, qualification: _, ...rest } = facts;
  const then = { ...rest, ...(proof !== undefined && { qualification: proof }) };
  const back = leaveHeld(serveSteps(retreat, facts.previous, words), then);
  return [run(words, "link_to", directory, layout.good), ...back];
}

/** A host that somebody drained stays drained, and so does one whose good release was proven on another footing. */
const leaveHeld = (steps: readonly RunStep[], facts: HostFacts): readonly RunStep[] =>
  facts.held || changedConditions(facts).length > 0
    ? steps.filter(({ operation }) => operation !== "undrain")
    : steps;

/** Drain, flip, restart, wait for a token, open the doors again if the inventory lets the host serve. */
function serveSteps(retreat: Retreat, release: string, words: Words): readonly RunStep[] {
  const { layout, ladderKeys, host } = retreat;
  const directory = `${layout.poolReleases}/${release}`;
  return [
    run({ ...words, operation: "drain" }, "drain_or_cut", drainSeconds(retreat), ...ladderKeys),
    run(words, "activate_whole", directory),
    run({ ...words, operation: "launchd" }, "start_release", directory),
    run({ ...words, operation: "health" }, "await_release", directory),
    ...(host.state === "serving" ? [run({ ...words, operation: "undrain" }, "undrain")] : []),
  ];
}
