import { shortOf } from "../model/digest.ts";
import type { HostFacts } from "../model/facts.ts";
import { installedPlist } from "../model/layout.ts";
import type { Step } from "../model/step.ts";
import { activationReason, closesDoors, LEFT } from "./activation-reason.ts";
import { jobChanges } from "./job-changes.ts";
import type { Restart } from "./launchd.ts";
import { releaseDirectory } from "./release.ts";
import { endStep, standInSteps, startStep, switchSteps } from "./standby/steps.ts";
import { drainSeconds, type HostWish, noop, type Operation, run } from "./wish.ts";

/**
 * From the release on disk to the release that serves: start beside what serves what can, drain, flip, end what has left, restart
 * what else changed, wait for a generated token. The host stays closed to everyone but the ladder until its gate has passed.
 */
export const activation: Operation = (wish, facts) => {
  const subject = `release ${shortOf(wish.spec.digest)}`;
  const jobs = jobChanges(wish, facts);
  const why = activationReason(wish, facts, jobs);
  if (why === undefined)
    return [noop("activation", subject, "the release serves and its models are resident")];
  const { left, again, beside, cut, because } = jobs;
  const directory = releaseDirectory(wish);
  const words = { operation: "activation", subject, why };
  return [
    ...(because === undefined ? [] : [noop("standby", wish.host.id, `${BEHIND_DOORS}: ${because}`)]),
    ...beside.flatMap((one) => standInSteps({ ...wish, directory }, one.engine, one.why)),
    ...(closesDoors(wish, facts) ? [drainStep(wish, why, left.length + cut.length > 0)] : []),
    run(words, "activate", directory, ...again.map(({ label }) => label)),
    ...switchSteps(beside.map(({ engine }) => engine)),
    ...left.map((label) => endService(wish, label)),
    ...cut.flatMap((restart) => startSteps(wish, facts, restart)),
    run({ ...words, operation: "health" }, "await_release", directory),
  ];
};

const BEHIND_DOORS = "engines change behind closed doors";

const drainStep = (wish: HostWish, why: string, cuts: boolean): Step =>
  run(
    { operation: "drain", subject: `release ${shortOf(wish.spec.digest)}`, why },
    cuts ? "drain_or_cut" : "drain",
    drainSeconds(wish),
    ...wish.ladderKeys,
  );

const endService = ({ layout }: HostWish, label: string): Step =>
  run(
    { operation: "launchd", subject: label, why: LEFT },
    "retire_service",
    label,
    installedPlist(layout, label),
  );

/** An engine whose standby serves is taken back to its own place first: what the standby runs is not what is wanted either. */
function startSteps(wish: HostWish, facts: HostFacts, restart: Restart): readonly Step[] {
  const { label, why, engine = "" } = restart;
  return [
    ...(facts.standby.includes(engine) ? [endStep(wish, engine, { subject: label, why })] : []),
    startStep({ ...wish, directory: releaseDirectory(wish) }, label, why),
  ];
}
