import type { HostFacts } from "../model/facts.ts";
import type { Step } from "../model/step.ts";
import { type HostWish, noop, run } from "./wish.ts";

type Ground = Pick<HostWish, "layout" | "ladderKey" | "host"> & { readonly drainSeconds: number };

/**
 * The way back to the last release that passed its gate: a flip and a restart, never a download. Without
 * such a release nothing may serve, so the services are stopped.
 */
export function retreatSteps(ground: Ground, facts: HostFacts, why: string): readonly Step[] {
  const { layout } = ground;
  const words = {
    operation: "rollback",
    subject: facts.good ? `release ${facts.good}` : ground.host.id,
    why,
  };
  if (facts.good === undefined) {
    return [
      run({ ...words, why: `${why}; no release has ever passed here` }, "retire_services"),
      run(words, "forget", layout.current),
    ];
  }
  if (facts.current === facts.good && !facts.drained)
    return [noop("rollback", words.subject, "it serves already")];
  const directory = `${layout.poolReleases}/${facts.good}`;
  return [
    run({ ...words, operation: "drain" }, "drain", String(ground.drainSeconds), ground.ladderKey),
    run(words, "activate", directory),
    run({ ...words, operation: "launchd" }, "start_release", directory),
    run({ ...words, operation: "health" }, "await_release", directory),
    ...(ground.host.state === "serving" ? [run({ ...words, operation: "drain" }, "undrain")] : []),
  ];
}

/** Takes a host out for good: drain, stop and remove every job, remove what was installed. */
export function retirementSteps(
  { layout, drainSeconds }: Pick<Ground, "layout" | "drainSeconds">,
  why: string,
): readonly Step[] {
  const words = { operation: "retire", subject: layout.home, why };
  return [
    run({ ...words, operation: "drain" }, "drain", String(drainSeconds), "none"),
    run(words, "retire_services"),
    run(words, "forget", layout.logs),
    run(words, "forget_home"),
  ];
}
