import type { HostFacts } from "../model/facts.ts";
import { engineLabel, standbyEngineOf } from "../model/layout.ts";
import type { RunStep, Step } from "../model/step.ts";
import { changedConditions } from "./qualification.ts";
import { besideOnTheWayBack } from "./standby/back.ts";
import { idleStandbys } from "./standby/idle.ts";
import { type Coming, returnSteps, standInSteps, switchSteps } from "./standby/steps.ts";
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
  const { layout } = retreat;
  if (facts.current !== facts.good || isCutShort(facts)) return retreatSteps(retreat, facts, why);
  if (facts.previous === undefined || facts.previous === facts.good) return finishSteps(retreat, facts);
  const words = { operation: "rollback", subject: `release ${facts.previous}`, why };
  const directory = `${layout.poolReleases}/${facts.previous}`;
  const { previousQualification: proof, qualification: _, ...rest } = facts;
  const then = { ...rest, ...(proof !== undefined && { qualification: proof }) };
  const word = run(words, "link_to", directory, layout.good);
  const beside = changedConditions(then).length > 0 ? undefined : besideOnTheWayBack(retreat, facts);
  if (beside !== undefined) return [word, ...besideSteps({ ...retreat, directory }, beside, words)];
  return [word, ...leaveHeld(serveSteps(retreat, facts.previous, words), then)];
}

/** Nothing older is there to go to; what is left of a way back that was cut short while a standby served is done. */
function finishSteps(retreat: Retreat, facts: HostFacts): readonly Step[] {
  const directory = `${retreat.layout.poolReleases}/${facts.good}`;
  const left = facts.standby.flatMap((engine) => returnSteps({ ...retreat, directory }, engine));
  if (left.length > 0) return left;
  const why = "there is no earlier release that passed its gate here";
  return [...idleStandbys(retreat, facts), noop("rollback", retreat.host.id, why)];
}

/** With open doors: the release has proven itself, and its engines come beside those that serve. */
const besideSteps = (coming: Coming, engines: readonly string[], words: Words): readonly RunStep[] => [
  ...engines.flatMap((engine) => standInSteps(coming, engine, words.why)),
  run(words, "activate", coming.directory, ...engines.map(engineLabel)),
  ...switchSteps(engines),
  ...engines.flatMap((engine) => returnSteps(coming, engine)),
];

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
