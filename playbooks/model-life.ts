// The models that hosts hold: which are there, what comes into memory and leaves it, what leaves the disk.
import { EXIT, type ExitCode, sentence } from "../src/model/failure.ts";
import type { HostHoldings } from "../src/model/holding.ts";
import { retireByHand, unreadable } from "../src/operations/holding/by-hand.ts";
import { hostHoldings } from "../src/operations/holding/held-models.ts";
import { loadSteps, unloadSteps } from "../src/operations/holding/memory.ts";
import { eachHost } from "../src/run/each-host.ts";
import { onHosts, type VerbOptions, type VerbOutcome } from "../src/run/on-hosts.ts";
import type { Cast } from "../src/run/performance.ts";
import { learnOf } from "../src/run/reach.ts";
import { selected } from "../src/run/selection.ts";
import { hostWish, openStage } from "../src/run/stage.ts";
import type { Workspace } from "../src/store/workspace.ts";

/** What hosts hold, and which of them could not say it. */
export interface Held {
  readonly exit: ExitCode;
  readonly hosts: readonly HostHoldings[];
  readonly unknown: readonly { readonly host: string; readonly why: string }[];
}

/** Exit 1 when a host could not be asked. */
export async function listModels(folders: Workspace, name: string, on: string | undefined): Promise<Held> {
  const stage = await openStage(folders, name);
  const found = await eachHost(selected(stage.pool.hosts, on), async (host) => {
    try {
      const wish = hostWish(stage, host);
      const held = hostHoldings(wish, await learnOf(wish, folders.inventory));
      if (held === undefined) throw unreadable(host.id);
      return held;
    } catch (error) {
      return { host: host.id, why: sentence(error) };
    }
  });
  const unknown = found.flatMap((item) => ("why" in item ? [item] : []));
  const hosts = found.flatMap((item) => ("why" in item ? [] : [item]));
  return { exit: unknown.length > 0 ? EXIT.error : EXIT.done, hosts, unknown };
}

/** Takes from the disk what neither the lock nor a release of the host wants. */
export const retireModels = (cast: Cast, options: VerbOptions): Promise<VerbOutcome> =>
  onHosts(cast, options, retireByHand);

export interface MemoryOptions extends VerbOptions {
  readonly model: string;
}

export const loadModel = (cast: Cast, options: MemoryOptions): Promise<VerbOutcome> =>
  onHosts(cast, options, (wish, facts) => loadSteps(wish, facts, options));

export const unloadModel = (cast: Cast, options: MemoryOptions): Promise<VerbOutcome> =>
  onHosts(cast, options, (wish, facts) => unloadSteps(wish, facts, options));
