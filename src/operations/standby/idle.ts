import type { HostFacts } from "../../model/facts.ts";
import { engineLabel, standbyEngineOf, standbyOf } from "../../model/layout.ts";
import type { RunStep } from "../../model/step.ts";
import { jobChanges } from "../launchd.ts";
import { drainSeconds, type HostWish, type Operation, run } from "../wish.ts";
import { besideOf } from "./beside.ts";

/** Ends the standbys that a run left behind when it was cut short: they serve nobody, and hold their memory. */
export const idle: Operation = (wish, facts) => {
  const { again } = jobChanges(wish, facts);
  const wanted = besideOf(wish, facts, again).standbys.map(({ engine }) => engine.name);
  return idleStandbys(wish, facts).filter(
    ({ subject }) => !wanted.some((name) => subject === subjectOf(name)),
  );
};

const subjectOf = (engine: string): string => engineLabel(standbyOf(engine));

/** A step for each standby that runs and serves nobody. */
export const idleStandbys = (
  wish: Pick<HostWish, "pool">,
  { jobs, standby }: HostFacts,
): readonly RunStep[] =>
  jobs
    .flatMap((label) => standbyEngineOf(label) ?? [])
    .filter((engine) => !standby.includes(engine))
    .map((engine) => {
      const words = { operation: "standby", subject: subjectOf(engine), why: "it serves nobody" };
      return run(words, "end_standby", engine, drainSeconds(wish));
    });
