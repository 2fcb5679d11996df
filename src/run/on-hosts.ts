import type { HostWord } from "../../templates/host/gateway-word.ts";
import type { ExitCode } from "../model/failure.ts";
import { EXIT } from "../model/failure.ts";
import type { Host } from "../model/pool.ts";
import type { GatewayOperation } from "../operations/gateway/wish.ts";
import { performOnGateways } from "./gateway/verb.ts";
import { type HostVerb, performOnHosts, type VerbResult } from "./host-verb.ts";
import { ladderKey } from "./ladder-key.ts";
import { type Cast, perform } from "./performance.ts";
import { chosen, selected } from "./selection.ts";
import { openStage, type StagedGateway } from "./stage.ts";

export interface VerbOptions {
  readonly on: string;
  readonly planOnly: boolean;
  /** Why it is done; kept in the timeline. */
  readonly because: string;
  /** Set for a verb that gateways know, too: done after the hosts. */
  readonly onGateways?: GatewayOperation;
  /** What gateways are told of each host, whatever there is to do. */
  readonly word?: HostWord;
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
    const { planOnly, onGateways, word } = options;
    const onTheHosts = await performOnHosts(stand, { stage, hosts, keyIds, verb, planOnly, word });
    const behind = onGateways && performOnGateways(stand, { stage, gateways, verb: onGateways, planOnly });
    const results = [...onTheHosts, ...((await behind) ?? [])];
    const exit = results.some(({ failure }) => failure) ? EXIT.error : EXIT.done;
    stand.tell({
      kind: "run-ended",
      exit,
      note: options.planOnly ? "planned only, nothing was changed" : options.because,
    });
    return { exit, results };
  });

const namesOf = (hosts: readonly Host[], gateways: readonly StagedGateway[]): readonly string[] => [
  ...hosts.map(({ id }) => id),
  ...gateways.map(({ source }) => source.member.id),
];
