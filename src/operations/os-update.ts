import type { Offer } from "../facts/offers.ts";
import { formatOs } from "../facts/os.ts";
import type { HostFacts } from "../model/facts.ts";
import { EXIT, Failure } from "../model/failure.ts";
import type { OsTriple } from "../model/lock.ts";
import type { AdmittedOs } from "../model/os.ts";
import type { Pool } from "../model/pool.ts";
import type { Step } from "../model/step.ts";
import { dayOf } from "../model/units.ts";
import { isSame, thawsAt } from "./allow-list.ts";
import { drainSteps } from "./doors.ts";
import { climb, type HostWish, noop, run } from "./wish.ts";

/** How the word that closes a host for its update begins; another host that bears it is still on its way. */
export const UPDATING = "update-os";

/**
 * The build a host is to be brought to: the one that is named, else the one that was listed last. Throws
 * `os-unadmitted` when the list does not know it, and `os-frozen` before its time.
 */
export function targetOs(pool: Pool, build: string | undefined, now: number): AdmittedOs {
  const listed = [...(pool.os?.allow ?? [])].sort((a, b) => Date.parse(a.since) - Date.parse(b.since));
  const target = build === undefined ? listed.at(-1) : listed.find((entry) => entry.build === build);
  if (target === undefined) throw unlisted(pool, build);
  const thaw = thawsAt(pool, target);
  if (now >= thaw) return target;
  throw new Failure({
    code: "os-frozen",
    subject: `${pool.source} os.allow`,
    saw: `macOS ${formatOs(target)} was listed on ${target.since} and stays frozen until ${dayOf(thaw)}`,
    hint: "wait for that day, or say in its entry why it is `urgent`",
    exit: EXIT.badInventory,
  });
}

const unlisted = (pool: Pool, build: string | undefined): Failure =>
  new Failure({
    code: "os-unadmitted",
    subject: `${pool.source} os.allow`,
    saw: build === undefined ? "the pool has no allow-list of macOS builds" : `it lists no build ${build}`,
    hint: "list the build under os.allow with the day on which you do: it is installed when its freeze is over",
    exit: EXIT.badInventory,
  });

/** True when the host runs the target already: what is left is to prove it. */
export const isUpdated = ({ os }: HostFacts, target: OsTriple): boolean =>
  os !== undefined && isSame(os, target);

/** The offer that brings the target. Throws `os-unoffered` with what Apple offers in its place. */
export function offerFor(host: string, target: OsTriple, offers: readonly Offer[]): Offer {
  const offer = offers.find(({ build }) => build === target.build);
  if (offer) return offer;
  throw new Failure({
    code: "os-unoffered",
    subject: host,
    saw: `Apple offers it ${offers.map(({ label }) => label).join(", ") || "no update"}, not build ${target.build}`,
    hint: "an MDM may defer it, or the host needs a step in between; nothing was changed",
  });
}

/** Refuses a host that would not come back by itself. Throws `restart-unattended`. */
export function refuseLocked({ host }: HostWish, { preparation }: HostFacts): void {
  const found = preparation.fileVault;
  if (found?.state === "off" || found?.authRestart === true) return;
  throw new Failure({
    code: "restart-unattended",
    subject: host.id,
    saw:
      found === undefined
        ? "fdesetup does not say whether FileVault is on"
        : "FileVault is on, and this Mac does not support a restart that unlocks itself (fdesetup supportsauthrestart)",
    hint: "update it at the machine, or turn FileVault off: after the restart it would wait for a password, without jobs and without SSH keys",
  });
}

export interface Update {
  readonly wish: HostWish;
  readonly facts: HostFacts;
  readonly target: OsTriple;
  /** Absent when the host runs the target already. */
  readonly offer: Offer | undefined;
}

/** One host's update as it will be done; what an earlier run got done is a noop. */
export function updateSteps({ wish, facts, target, offer }: Update): readonly Step[] {
  const { host, pool, lock } = wish;
  const words = { operation: "os", subject: `macOS ${formatOs(target)}` };
  const why = `the host runs ${facts.os ? formatOs(facts.os) : "an unknown build"}`;
  const pinned = lock.hosts[host.id]?.os;
  const isPinned = pinned !== undefined && isSame(pinned, target);
  const due = {
    extent: pool.qualification.os,
    rungs: pool.qualification.os === "full" ? pool.ladder.rungs : pool.ladder.reduced,
  } as const;
  return [
    ...drainSteps(wish, facts, `${UPDATING} to macOS ${formatOs(target)}`),
    offer === undefined
      ? noop("os", words.subject, "the host runs it already")
      : run({ ...words, subject: offer.label, why }, "softwareupdate", "--install", offer.label),
    isPinned
      ? noop("pin", `hosts.${host.id}.os`, "the lock pins it already")
      : run({ operation: "pin", subject: `hosts.${host.id}.os`, why: "the lock pins another build" }, "pin"),
    climb(
      { operation: "ladder", subject: `rungs ${due.rungs.join(", ")}`, why: "another macOS voids the proof" },
      due,
    ),
    run({ operation: "undrain", subject: host.id, why: "only on a pass" }, "undrain"),
  ];
}
