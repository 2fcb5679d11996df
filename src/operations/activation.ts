import { shortOf } from "../model/digest.ts";
import type { HostFacts } from "../model/facts.ts";
import { pinName } from "../model/lock.ts";
import type { Step } from "../model/step.ts";
import { isCurrent, isGood, leftJobs, type Restart, restarts } from "./launchd.ts";
import { absentModels, movedModels } from "./model.ts";
import { dueClimb, isQualified, told, voidedBy } from "./qualification.ts";
import { releaseDirectory } from "./release.ts";
import { drainSeconds } from "./retreat.ts";
import { climb, type HostWish, noop, type Operation, run } from "./wish.ts";

/**
 * From the release on disk to the release that serves: drain, flip, end what has left, restart what changed, wait for a
 * generated token. The host stays closed to everyone but the ladder until its gate has passed.
 */
export const activation: Operation = (wish, facts) => {
  const subject = `release ${shortOf(wish.spec.digest)}`;
  const again = restarts(wish, facts);
  const left = leftJobs(wish, facts);
  const why = reason(wish, facts);
  if (why === undefined)
    return [noop("activation", subject, "the release serves and its models are resident")];
  const words = { operation: "activation", subject, why };
  return [
    run(
      { ...words, operation: "drain" },
      again.length + left.length > 0 ? "drain_or_cut" : "drain",
      drainSeconds(wish),
      ...wish.ladderKeys,
    ),
    run(words, "activate", releaseDirectory(wish), ...again.map(({ label }) => label)),
    ...left.map(endService),
    ...again.map((restart) => startService(wish, restart)),
    run({ ...words, operation: "health" }, "await_release", releaseDirectory(wish)),
  ];
};

function reason(wish: HostWish, facts: HostFacts): string | undefined {
  if (!isCurrent(wish, facts))
    return facts.current ? `release ${facts.current} serves` : "no release serves yet";
  const [left] = leftJobs(wish, facts);
  if (left) return `${left}: ${LEFT}`;
  const [again] = restarts(wish, facts);
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

const endService = (label: string): Step =>
  run({ operation: "launchd", subject: label, why: LEFT }, "retire_service", label);

function startService({ layout, ...wish }: HostWish, { label, why }: Restart): Step {
  const wanted = `${releaseDirectory({ layout, ...wish })}/launchd/${label}.plist`;
  const installed = `${layout.launchDaemons}/${label}.plist`;
  return run({ operation: "launchd", subject: label, why }, "start_service", label, wanted, installed);
}

/** The gate: a release that has not passed it on this host, or under other conditions, climbs the ladder. */
export const qualification: Operation = (wish, facts) => {
  const due = dueClimb(wish, facts);
  const subject = `${due?.extent === "reduced" ? "reduced, " : ""}rungs ${(due?.rungs ?? wish.pool.ladder.rungs).join(", ")}`;
  if (due === undefined) return [noop("ladder", subject, "this release has passed its gate on this host")];
  const link = { operation: "release", subject: "good", why: "the gate has passed" };
  const { layout } = wish;
  const before = facts.good === undefined || isGood(wish, facts) ? [] : [facts.good];
  return [
    climb({ operation: "ladder", subject, why: due.why }, due),
    ...before.map((good) =>
      run({ ...link, subject: "previous" }, "link_to", `${layout.poolReleases}/${good}`, layout.previous),
    ),
    run(link, "link_to", releaseDirectory(wish), layout.good),
  ];
};

/** Open or closed to requests, as the inventory says. */
export const doors: Operation = (wish, facts) => {
  const { host } = wish;
  const closes = host.state === "drained";
  const wasClosed = facts.drained || !isQualified(wish, facts) || reason(wish, facts) !== undefined;
  const words = { operation: "drain", subject: host.id };
  if (closes && facts.drained && facts.held) return [noop("drain", host.id, `drained: ${host.because}`)];
  if (closes) {
    const why = `the inventory drains it: ${host.because}`;
    return [
      run({ ...words, why }, "hold", why),
      run({ ...words, why }, "drain", drainSeconds(wish), ...wish.ladderKeys),
    ];
  }
  if (!wasClosed) return [noop("undrain", host.id, "the host takes requests")];
  return [run({ operation: "undrain", subject: host.id, why: "the inventory lets it serve" }, "undrain")];
};
