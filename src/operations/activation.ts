import { shortOf } from "../model/digest.ts";
import type { HostFacts } from "../model/facts.ts";
import { installedPlist } from "../model/layout.ts";
import { pinName } from "../model/lock.ts";
import type { Step } from "../model/step.ts";
import { isCurrent, type JobChanges, jobChanges, type Restart } from "./launchd.ts";
import { absentModels, movedModels } from "./model.ts";
import { isQualified, told, voidedBy } from "./qualification.ts";
import { releaseDirectory } from "./release.ts";
import { drainSeconds } from "./retreat.ts";
import { type HostWish, noop, type Operation, run } from "./wish.ts";

/**
 * From the release on disk to the release that serves: drain, flip, end what has left, restart what changed, wait for a
 * generated token. The host stays closed to everyone but the ladder until its gate has passed.
 */
export const activation: Operation = (wish, facts) => {
  const subject = `release ${shortOf(wish.spec.digest)}`;
  const jobs = jobChanges(wish, facts);
  const why = activationReason(wish, facts, jobs);
  if (why === undefined)
    return [noop("activation", subject, "the release serves and its models are resident")];
  const { left, again } = jobs;
  const words = { operation: "activation", subject, why };
  return [
    run(
      { ...words, operation: "drain" },
      again.length + left.length > 0 ? "drain_or_cut" : "drain",
      drainSeconds(wish),
      ...wish.ladderKeys,
    ),
    run(words, "activate", releaseDirectory(wish), ...again.map(({ label }) => label)),
    ...left.map((label) => endService(wish, label)),
    ...again.map((restart) => startService(wish, restart)),
    run({ ...words, operation: "health" }, "await_release", releaseDirectory(wish)),
  ];
};

/** Why the release has to be brought to serve; undefined when it does. */
export function activationReason(wish: HostWish, facts: HostFacts, jobs: JobChanges): string | undefined {
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

function startService({ layout, ...wish }: HostWish, { label, why }: Restart): Step {
  const wanted = `${releaseDirectory({ layout, ...wish })}/launchd/${label}.plist`;
  const installed = installedPlist(layout, label);
  return run({ operation: "launchd", subject: label, why }, "start_service", label, wanted, installed);
}
