import type { HostWord } from "../../templates/host/gateway-word.ts";
import type { ExitCode } from "../model/failure.ts";
import { EXIT } from "../model/failure.ts";
import type { Host } from "../model/pool.ts";
import type { GatewayOperation } from "../operations/gateway/wish.ts";
import { performOnGateways } from "./gateway/verb.ts";
import { type HostVerb, performOnHosts, type VerbCall, type VerbResult } from "./host-verb.ts";
import { ladderKey } from "./ladder-key.ts";
import { type Cast, perform } from "./performance.ts";
import type { Scene } from "./scene.ts";
import { chosen, selected } from "./selection.ts";
import { openStage, type Stage, type StagedGateway } from "./stage.ts";

export interface VerbOptions {
  readonly on: string;
  readonly planOnly: boolean;
  /** Why it is done; kept in the timeline. */
  readonly because: string;
  /** Warns of what would do harm, or refuses it, before anything is touched. */
  readonly before?: (scene: Scene, stage: Stage, hosts: readonly Host[]) => Promise<void>;
  /** The pool that the hosts are taken from, for a verb that does so. */
  readonly takenFrom?: string;
  /** Set for a verb that gateways know, too: done after the hosts. */
  readonly onGateways?: GatewayOperation;
  /** What gateways are told of each host, whatever there is to do. */
  readonly word?: HostWord;
  readonly amiss?: VerbCall["amiss"];
}

export interface VerbOutcome {
  readonly exit: ExitCode;
  readonly results: readonly VerbResult[];
}

/** Runs a verb of an operator on the hosts that are named: lease, timeline, plan, act. */
export const onHosts = (cast: Cast, options: VerbOptions, verb: HostVerb): Promise<VerbOutcome> =>
  perform(cast, async (stand) => {
    const stage = await openStage(cast.folders, cast.pool);
    const { hosts, gateways } = options.onGateways
      ? chosen(stage, options.on)
      : { hosts: selected(stage.pool.hosts, options.on), gateways: [] };
    const { ids: keyIds } = await ladderKey(stage.pool, cast.folders.inventory);
    stand.tell({
      kind: "run-started",
      verb: cast.verb,
      waves: [{ name: options.because, hosts: namesOf(hosts, gateways) }],
    });
    await options.before?.(stand, stage, hosts);
    const { planOnly, onGateways, word, amiss, takenFrom } = options;
    const call = { stage, hosts, keyIds, verb, planOnly, word, amiss, takenFrom };
    const onTheHosts = await performOnHosts(stand, call);
    const behind = onGateways && performOnGateways(stand, { stage, gateways, verb: onGateways, planOnly });
    const results = [...onTheHosts, ...((await behind) ?? [])];
    const failed = results.filter(({ failure }) => failure).map(({ plan }) => plan.host);
    const exit = failed.length > 0 ? EXIT.error : EXIT.done;
    const note = planOnly ? "planned only, nothing was changed" : options.because;
    stand.tell({ kind: "run-ended", exit, note: [note, ...lost(failed)].join("; ") });
    return { exit, results };
  });

const lost = (failed: readonly string[]): readonly string[] =>
  failed.length > 0 ? [`it failed on ${failed.join(", ")}`] : [];

const namesOf = (hosts: readonly Host[], gateways: readonly StagedGateway[]): readonly string[] => [
  ...hosts.map(({ id }) => id),
  ...gateways.map(({ source }) => source.member.id),
];
