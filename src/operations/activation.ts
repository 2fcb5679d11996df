import { shortOf } from "../model/digest.ts";
import type { HostFacts } from "../model/facts.ts";
import { installedPlist } from "../model/layout.ts";
import { pinName } from "../model/lock.ts";
import type { Step } from "../model/step.ts";
import { isCurrent, type JobChanges, jobChanges, type Restart } from "./launchd.ts";
import { absentModels, movedModels } from "./model.ts";
import { isQualified, told, voidedBy } from "./qualification.ts";
import { releaseDirectory } from "./release.ts";
import { besideOf } from "./standby/beside.ts";
import { standInSteps, switchSteps } from "./standby/steps.ts";
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
  const { left, again } = jobs;
  const { standbys, because } = besideOf(wish, facts, again);
  const names = standbys.map(({ engine }) => engine.name);
  const [beside, cut] = [
    again.filter(({ engine = "" }) => names.includes(engine)),
    again.filter(({ engine = "" }) => !names.includes(engine)),
  ];
  const coming = { ...wish, directory: releaseDirectory(wish) };
  const words = { operation: "activation", subject, why };
  return [
    ...(because === undefined
      ? []
      : [noop("standby", wish.host.id, `engines change behind closed doors: ${because}`)]),
    ...beside.flatMap((restart) => standInSteps(coming, restart.engine ?? "", restart.why)),
    ...(closesDoors(wish, facts) ? [drainStep(wish, why, left.length + cut.length > 0)] : []),
    run(words, "activate", releaseDirectory(wish), ...again.map(({ label }) => label)),
    ...switchSteps(names),
    ...left.map((label) => endService(wish, label)),
    ...cut.flatMap((restart) => startSteps(wish, facts, restart)),
    run({ ...words, operation: "health" }, "await_release", releaseDirectory(wish)),
  ];
};

const drainStep = (wish: HostWish, why: string, cuts: boolean): Step =>
  run(
    { operation: "drain", subject: `release ${shortOf(wish.spec.digest)}`, why },
    cuts ? "drain_or_cut" : "drain",
    drainSeconds(wish),
    ...wish.ladderKeys,
  );

/** False where nothing is activated, or only what is proven comes beside what serves. */
export function closesDoors(wish: HostWish, facts: HostFacts): boolean {
  const jobs = jobChanges(wish, facts);
  if (activationReason(wish, facts, jobs) === undefined) return false;
  const { standbys } = besideOf(wish, facts, jobs.again);
  const isBeside = (engine: string | undefined): boolean =>
    standbys.some((one) => one.engine.name === engine);
  return !(
    standbys.length > 0 &&
    isQualified(wish, facts) &&
    jobs.left.length === 0 &&
    jobs.again.every(({ engine }) => isBeside(engine)) &&
    absentModels(wish, facts).every(({ model }) => isBeside(model.engine))
  );
}

/** Why the release has to be brought to serve; undefined when it does. */
function activationReason(wish: HostWish, facts: HostFacts, jobs: JobChanges): string | undefined {
  if (!isCurrent(wish, facts))
    return facts.current ? `release ${facts.current} serves` : "no release serves yet";
  const [left] = jobs.left;
  if (left) return `${left}: ${LEFT}`;
  const [again] = jobs.again;
  if (again) return `${again.label}: ${again.why}`;
  const moved = movedModels(wish, facts)[0];
  if (moved) return `${pinName(moved.pin)} is not the pinned manifest`;
  const absent = absentModels(wish, facts)[0];
  if (absent) return `${pinName(absent.pin)} is not resident under its digest`;
  if (isQualified(wish, facts) || facts.drained) return undefined;
  const changed = voidedBy(wish, facts);
  return changed.length > 0
    ? `its qualification is void: ${told(changed)}`
    : "an unproven release must not take requests";
}

const LEFT = "the host has no such engine any more";

const endService = ({ layout }: HostWish, label: string): Step =>
  run(
    { operation: "launchd", subject: label, why: LEFT },
    "retire_service",
    label,
    installedPlist(layout, label),
  );

/** An engine whose standby serves is taken back to its own place first: what the standby runs is not what is wanted either. */
function startSteps({ layout, ...wish }: HostWish, facts: HostFacts, restart: Restart): readonly Step[] {
  const { label, why, engine = "" } = restart;
  const words = { operation: "launchd", subject: label, why };
  const wanted = `${releaseDirectory({ layout, ...wish })}/launchd/${label}.plist`;
  const home = run({ ...words, operation: "standby" }, "end_standby", engine, drainSeconds(wish));
  return [
    ...(facts.standby.includes(engine) ? [home] : []),
    run(words, "start_service", label, wanted, installedPlist(layout, label)),
  ];
}
