import type { HostFacts } from "../../model/facts.ts";
import { engineLabel, standbyEngineOf, standbyOf } from "../../model/layout.ts";
import type { RunStep } from "../../model/step.ts";
import { jobChanges } from "../job-changes.ts";
import type { HostWish, Operation } from "../wish.ts";
import { endStep } from "./steps.ts";

/** Ends the standbys that a run left behind when it was cut short: they serve nobody, and hold their memory. */
export const idle: Operation = (wish, facts) => {
  const { beside } = jobChanges(wish, facts);
  const isWanted = (subject: string): boolean => beside.some(({ engine }) => subject === subjectOf(engine));
  return idleStandbys(wish, facts).filter(({ subject }) => !isWanted(subject));
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
    .map((engine) => endStep(wish, engine, { subject: subjectOf(engine), why: "it serves nobody" }));
