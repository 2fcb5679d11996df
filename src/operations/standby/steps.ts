import { engineLabel, installedPlist, standbyOf } from "../../model/layout.ts";
import type { RunStep } from "../../model/step.ts";
import { drainSeconds, type HostWish, run } from "../wish.ts";

/** A release that comes to serve, and where it lies. */
export interface Coming extends Pick<HostWish, "layout" | "pool"> {
  readonly directory: string;
}

/** Its engine starts and loads beside the one that serves, whose doors stay open. */
export function standInSteps({ directory }: Coming, engine: string, why: string): readonly RunStep[] {
  const job = standbyOf(engine);
  const words = {
    operation: "standby",
    subject: engineLabel(job),
    why: `beside the one that serves: ${why}`,
  };
  return [
    run(words, "start_standby", directory, engineLabel(job)),
    run({ ...words, operation: "health", subject: job }, "await_engine", directory, engine, job),
  ];
}

/** From then on requests go to the standbys. */
export function switchSteps(engines: readonly string[]): readonly RunStep[] {
  if (engines.length === 0) return [];
  const words = { operation: "standby", subject: `serves for ${engines.join(", ")}` };
  return [
    run({ ...words, why: "it is loaded, and the old one keeps its place" }, "serve_by_standby", ...engines),
  ];
}

/** The engine starts anew in its own place and serves again, with open doors; its standby ends with its last stream. */
export function returnSteps(coming: Coming, engine: string): readonly RunStep[] {
  const { directory } = coming;
  const label = engineLabel(engine);
  const words = { operation: "launchd", subject: label, why: "its standby serves meanwhile" };
  return [
    startStep(coming, label, words.why),
    run({ ...words, operation: "health", subject: engine }, "await_engine", directory, engine, engine),
    endStep(coming, engine, { subject: engineLabel(standbyOf(engine)), why: "the engine serves again" }),
  ];
}

/** A job starts anew with the property list of the release that comes. */
export const startStep = ({ directory, layout }: Coming, label: string, why: string): RunStep =>
  run(
    { operation: "launchd", subject: label, why },
    "start_service",
    label,
    `${directory}/launchd/${label}.plist`,
    installedPlist(layout, label),
  );

/** The engine serves in its own place, and its standby ends with its last stream. */
export const endStep = (
  wish: Pick<HostWish, "pool">,
  engine: string,
  words: Pick<RunStep, "subject" | "why">,
): RunStep => run({ operation: "standby", ...words }, "end_standby", engine, drainSeconds(wish));
