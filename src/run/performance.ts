import { join } from "node:path";
import type { Event, EventBody } from "../model/event.ts";
import { EXIT, type ExitCode, Failure, sentence } from "../model/failure.ts";
import { appendEvent, eventLog } from "../store/event-log.ts";
import { type Claim, respectLease, takeLease } from "../store/lease.ts";
import { runDirectory, type Workspace } from "../store/workspace.ts";
import { claimOf } from "./claim.ts";
import { type Clock, isoTime, runId } from "./clock.ts";
import { interruptible } from "./interruption.ts";
import { endWithParent } from "./orphan.ts";
import type { Scene } from "./scene.ts";

/** Who performs a verb on which pool, and who watches. */
export interface Cast {
  readonly verb: string;
  readonly pool: string;
  readonly folders: Workspace;
  readonly clock: Clock;
  /** Shows an event to the person or program that called. */
  readonly show: (event: Event) => void;
  /** Set when this program works for a run that holds the lease already. */
  readonly within?: { readonly run: string; readonly lease: string } | undefined;
  /** Set when a Terraform that no `deploy` watches may have started this program beside others. */
  readonly shared?: Claim["shared"];
}

/** A scene with the folder of its run. */
export interface Stand extends Scene {
  readonly directory: string;
  /** Proof, for programs that this run starts, that the lease is theirs too. */
  readonly lease: string;
}

/**
 * A scene whose events are shown and kept in the timeline of the run; `settled` waits until all are kept, and says why one could
 * not be. Work is not stopped for that: hosts are brought to a safe end first.
 */
function openScene(cast: Cast, run: string) {
  const { pool, folders, clock, show } = cast;
  const directory = runDirectory(folders, pool, run);
  let kept: Promise<unknown> = Promise.resolve();
  let broke: unknown;
  const at = (body: EventBody): Event => ({ at: isoTime(clock), pool, run, ...body });
  const lose = (error: unknown): void => {
    if (broke === undefined)
      show(at({ kind: "line", text: `${sentence(error)}; the work goes on, what happens is only shown` }));
    broke ??= error;
  };
  const tell = (body: EventBody): void => {
    const event = at(body);
    kept = kept.then(() => appendEvent(eventLog(directory), event)).catch(lose);
    show(event);
  };
  return { scene: { pool, run, clock, tell, directory }, settled: () => kept.then(() => broke) };
}

/**
 * Performs a verb: under the pool's lease, with a run id and a timeline, whatever happens. The lease is
 * given back at the end, also when a person stops it; after a crash the next run takes it over. A program that Terraform
 * started is stopped by Terraform.
 */
export async function perform<T extends { readonly exit: ExitCode }>(
  cast: Cast,
  play: (stand: Stand) => Promise<T>,
): Promise<T> {
  const { folders, pool, clock, verb, within, shared } = cast;
  const run = within?.run ?? runId(clock);
  const claim = claimOf(verb, clock);
  const token = within?.lease ?? claim.token;
  if (within) await respectLease(folders.home, pool, token);
  const lease = within
    ? undefined
    : await takeLease(folders.home, pool, { ...claim, ...(shared && { shared }) });
  const isOnItsOwn = !within && shared !== "until-parent-ends";
  const stay = isOnItsOwn ? undefined : endWithParent();
  try {
    return await performAlone({ ...cast, run }, (alone) => {
      const scene = { ...alone, lease: token };
      return isOnItsOwn ? interruptible({ scene, folders, verb, work: play }) : play(scene);
    });
  } finally {
    stay?.();
    await lease?.release();
  }
}

/** Performs what changes no pool and so needs no lease: with a run id and a timeline, whatever happens. Throws `file-unwritable`
 * at its end when the timeline could not be kept. */
export async function performAlone<T>(
  cast: Cast & { readonly run?: string },
  play: (scene: Omit<Stand, "lease">) => Promise<T>,
): Promise<T> {
  const { scene, settled } = openScene(cast, cast.run ?? runId(cast.clock));
  try {
    const result = await play(scene);
    const broke = await settled();
    if (broke !== undefined) throw broke;
    return result;
  } catch (error) {
    const [exit, note] = error instanceof Failure ? [error.exit, error.code] : [EXIT.error, "defect"];
    if (!cast.within) scene.tell({ kind: "run-ended", exit, note });
    throw error;
  } finally {
    await settled();
  }
}

/** Where a run keeps what Terraform printed. */
export const deployLog = (stand: Stand): string => join(stand.directory, "terraform.log");
