import type { HostFacts } from "../../model/facts.ts";
import { jobChanges } from "../job-changes.ts";
import { hostStandbys } from "../ports.ts";
import { releaseDirectory } from "../release.ts";
import type { HostWish, Operation } from "../wish.ts";
import { returnSteps } from "./steps.ts";

/**
 * After a pass the engines whose standby serves start anew in their own place, with open doors, and serve again. A host has a standby
 * for as long as a change takes.
 */
export const homecoming: Operation = (wish, facts) =>
  awayEngines(wish, facts).flatMap((name) =>
    returnSteps({ ...wish, directory: releaseDirectory(wish) }, name),
  );

/** The engines whose standby serves when all that stands before in the plan is done. */
function awayEngines(wish: HostWish, facts: HostFacts): readonly string[] {
  const { again, beside } = jobChanges(wish, facts);
  const leaves = (name: string): boolean => beside.some(({ engine }) => engine === name);
  const isAway = (name: string): boolean =>
    facts.standby.includes(name) && !again.some(({ engine }) => engine === name);
  return hostStandbys(wish.pool, wish.host)
    .map(({ engine }) => engine.name)
    .filter((name) => leaves(name) || isAway(name));
}
