import type { HostFacts } from "../../model/facts.ts";
import { engineLabel, installedPlist } from "../../model/layout.ts";
import type { Step } from "../../model/step.ts";
import { jobChanges } from "../launchd.ts";
import { hostStandbys } from "../ports.ts";
import { releaseDirectory } from "../release.ts";
import { drainSeconds, type HostWish, type Operation, run } from "../wish.ts";
import { besideOf } from "./beside.ts";

/**
 * After a pass the engines whose standby serves start anew in their own place, with open doors, and serve again. A host has a standby
 * for as long as a change takes.
 */
export const homecoming: Operation = (wish, facts) =>
  awayEngines(wish, facts).flatMap((name) => returnSteps(wish, name));

/** The engines whose standby serves when all that stands before in the plan is done. */
function awayEngines(wish: HostWish, facts: HostFacts): readonly string[] {
  const { again } = jobChanges(wish, facts);
  const leave = besideOf(wish, facts, again).standbys.map(({ engine }) => engine.name);
  const isAway = (name: string): boolean =>
    facts.standby.includes(name) && !again.some(({ engine }) => engine === name);
  return hostStandbys(wish.pool, wish.host)
    .map(({ engine }) => engine.name)
    .filter((name) => leave.includes(name) || isAway(name));
}

function returnSteps(wish: HostWish, name: string): readonly Step[] {
  const label = engineLabel(name);
  const directory = releaseDirectory(wish);
  const why = "its standby serves meanwhile";
  const words = { operation: "launchd", subject: label, why };
  const done = {
    operation: "standby",
    subject: engineLabel(`${name}.standby`),
    why: "the engine serves in its own place again",
  };
  return [
    run(
      words,
      "start_service",
      label,
      `${directory}/launchd/${label}.plist`,
      installedPlist(wish.layout, label),
    ),
    run({ ...words, operation: "health", subject: name }, "await_engine", directory, name, name),
    run(done, "end_standby", name, drainSeconds(wish)),
  ];
}
