// Bring one host to another macOS: cordon, drain, update, restart, verify, pin, prove; it opens on a pass only.
import { formatOs } from "../src/facts/os.ts";
import type { HostFacts } from "../src/model/facts.ts";
import { EXIT, Failure } from "../src/model/failure.ts";
import type { AdmittedOs } from "../src/model/os.ts";
import type { Plan } from "../src/model/step.ts";
import { milliseconds } from "../src/model/units.ts";
import { drainSteps } from "../src/operations/doors.ts";
import {
  isUpdated,
  offerFor,
  refuseLocked,
  targetOs,
  UPDATING,
  updateSteps,
} from "../src/operations/os-update.ts";
import type { HostWish } from "../src/operations/wish.ts";
import { reachAgain } from "../src/run/absence.ts";
import { act } from "../src/run/act.ts";
import { applyHost } from "../src/run/apply.ts";
import { eachHost } from "../src/run/each-host.ts";
import { composeReport, type Reported } from "../src/run/gate-report.ts";
import { groundOf } from "../src/run/ground.ts";
import { type LadderKey, ladderKey, refuseEnded } from "../src/run/ladder-key.ts";
import { awaitRestart, install, osOwner, pinOs, readOffers } from "../src/run/os-update.ts";
import { type Cast, perform, type Stand } from "../src/run/performance.ts";
import { learn, learnOf, onHost } from "../src/run/reach.ts";
import { onlyOne } from "../src/run/selection.ts";
import { hostWish, openStage, type Stage } from "../src/run/stage.ts";
import { writeHostEvidence } from "../src/store/evidence.ts";

export interface UpdateOptions {
  readonly host: string;
  /** A build of the allow-list; absent: the one that was listed last. */
  readonly to?: string | undefined;
  readonly planOnly: boolean;
}

/** What an update came to; with `planOnly` only what it would do. */
export interface Updated extends Reported {
  readonly plan?: Plan;
}

interface Work {
  readonly stage: Stage;
  readonly wish: HostWish;
  readonly target: AdmittedOs;
  readonly key: LadderKey;
}

/**
 * Safe to run again after a crash at any place: every part looks first. The host stays closed until the ladder has passed
 * on the new build; there is no way back to the old one.
 */
export const updateOs = (cast: Cast, { host: id, to, planOnly }: UpdateOptions): Promise<Updated> =>
  perform(cast, async (stand) => {
    const stage = await openStage(cast.folders, cast.pool);
    const host = onlyOne(stage.pool.hosts, id);
    const key = await ladderKey(stage.pool, cast.folders.inventory);
    refuseEnded(key, stage.pool, cast.clock.now());
    const target = targetOs(stage.pool, to, cast.clock.now());
    const work = { stage, wish: hostWish(stage, host, key.ids), target, key };
    stand.tell({
      kind: "run-started",
      verb: "update-os",
      waves: [{ name: formatOs(target), hosts: [host.id] }],
    });
    if (planOnly) return { exit: EXIT.done, directory: stand.directory, plan: await planned(work) };
    await refuseOthers(work);
    await bringUp(stand, work);
    return prove(stand, work);
  });

const planned = ({ stage, wish, target }: Work): Promise<Plan> =>
  onHost(wish, stage.folders.inventory, async (connection) => {
    const facts = await learn(connection, wish);
    const offer = isUpdated(facts, target)
      ? undefined
      : offerFor(wish.host.id, target, await readOffers(connection, wish));
    if (offer) refuseLocked(wish, facts);
    return { host: wish.host.id, steps: updateSteps({ wish, facts, target, offer }) };
  });

/** One host of a pool at a time: another one that is on its way, or that cannot be asked, comes first. */
async function refuseOthers({ stage, wish }: Work): Promise<void> {
  const others = stage.pool.hosts.filter(({ id, state }) => id !== wish.host.id && state === "serving");
  const busy = await eachHost(others, async (host): Promise<string | undefined> => {
    const facts = await ask(stage, hostWish(stage, host, wish.ladderKeys));
    if (facts === undefined) return `${host.id} cannot be reached`;
    return facts.heldBecause?.startsWith(UPDATING)
      ? `${host.id} is closed for ${facts.heldBecause}`
      : undefined;
  });
  const [first] = busy.filter((text) => text !== undefined);
  if (first === undefined) return;
  throw new Failure({
    code: "update-underway",
    subject: wish.pool.id,
    saw: first,
    hint: "bring that host back first, or drain it in the inventory with a reason: a pool gives up one host at a time",
  });
}

async function ask(stage: Stage, wish: HostWish): Promise<HostFacts | undefined> {
  try {
    return await learnOf(wish, stage.folders.inventory);
  } catch (error) {
    if (error instanceof Failure) return undefined;
    throw error;
  }
}

/** From the old build to the target; nothing to do when an earlier run has come that far. */
async function bringUp(stand: Stand, { stage, wish, target }: Work): Promise<void> {
  const { inventory } = stage.folders;
  const host = wish.host.id;
  const why = `${UPDATING} to macOS ${formatOs(target)}`;
  const patience = wish.pool.os?.deadline ?? milliseconds(0);
  // an earlier run may have sent it into its restart
  const connection = await reachAgain(stand, { wish, inventory, patience });
  let before: HostFacts;
  try {
    before = await learn(connection, wish);
    if (isUpdated(before, target)) return;
    osOwner(wish);
    refuseLocked(wish, before);
    const offer = offerFor(host, target, await readOffers(connection, wish));
    const ground = groundOf(stand, { wish, folders: stage.folders, connection });
    await act(stand, ground, drainSteps(wish, before, why));
    stand.tell({ kind: "step-started", host, step: `os ${offer.label}`, why });
    const locked = before.preparation.fileVault?.state === "on";
    await install(stand, connection, { wish, inventory, offer, locked });
  } finally {
    connection.close();
  }
  const after = await awaitRestart(stand, { wish, inventory, target, bootId: before.bootId });
  stand.tell({
    kind: "step-ended",
    host,
    step: `os ${formatOs(target)}`,
    state: "done",
    note: `boot session ${after.bootId}`,
  });
}

/** Pins what the host runs now, brings it to its wish and proves it; its doors open on a pass. */
async function prove(stand: Stand, { stage, wish, target, key }: Work): Promise<Reported> {
  const host = wish.host.id;
  await pinOs(stand, stage, { host, os: target });
  stand.tell({
    kind: "line",
    host,
    text: `hosts.${host}.os is pinned as ${formatOs(target)}: commit the lock`,
  });
  const next = await openStage(stage.folders, stage.pool.id);
  const member = next.pool.hosts.filter(({ id }) => id === host);
  for (const each of member) {
    const applied = await applyHost(stand, {
      wish: hostWish(next, each, key.ids),
      key,
      folders: next.folders,
    });
    await writeHostEvidence(stand.directory, applied.result, applied.evidence);
  }
  return composeReport(stand, next, member);
}
