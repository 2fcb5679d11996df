import { Failure } from "../../model/failure.ts";
import type { Host } from "../../model/pool.ts";
import { leavingLanes } from "../../operations/gateway/leaving-lanes.ts";
import { eachHost } from "../each-host.ts";
import { learnOf } from "../reach.ts";
import { hostWish, type Stage } from "../stage.ts";
import type { GatewayView } from "./views.ts";

/** The hosts that a run is about to close. */
export interface Closing {
  readonly hosts: readonly Host[];
  /** These, and those that other programs close at the same time. */
  readonly closing: readonly Host[];
}

/**
 * A lane that leaves a host, while gateways without their wanted release go on to send its requests there: each would get 401, although another
 * host lets them in. No probe tells that, since it has a lane of its own. Nothing where no such host serves the lane yet.
 */
export async function lostLane(
  stage: Stage,
  late: readonly GatewayView[],
  { hosts, closing }: Closing,
): Promise<Failure | undefined> {
  if (late.length === 0) return undefined;
  const known = await lanesBy(stage, hosts);
  const { pool } = stage;
  const lost = hosts.flatMap((host) =>
    leavingLanes({ pool, host }, known.get(host) ?? []).map((lane) => ({ host, lane })),
  );
  if (lost.length === 0) return undefined;
  const others = pool.hosts.filter((host) => !closing.includes(host));
  const there = await lanesBy(stage, others);
  const first = lost.find(({ lane }) =>
    others.some((other) => other.lanes.includes(lane) && there.get(other)?.includes(lane)),
  );
  return first && refusal(stage, late, first);
}

/** The lanes that the release of each host knows; a host that cannot be asked is left out. */
async function lanesBy(stage: Stage, hosts: readonly Host[]): Promise<ReadonlyMap<Host, readonly string[]>> {
  const seen = await eachHost(hosts, async (host) => {
    const facts = await learnOf(hostWish(stage, host), stage.folders.inventory).catch(() => undefined);
    return [host, facts?.lanes ?? []] as const;
  });
  return new Map(seen);
}

function refusal(
  { pool }: Stage,
  late: readonly GatewayView[],
  { host, lane }: { readonly host: Host; readonly lane: string },
): Failure {
  const names = late.map(({ gateway }) => gateway);
  const calls = names.map((name) => `\`espalier apply ${pool.id} --on ${name}\``);
  return new Failure({
    code: "lane-sent",
    subject: `${host.id}: lane ${lane}`,
    saw: `it leaves this host, and ${names.join(", ")} would go on to send its requests there: they would get 401, although other hosts let them in`,
    hint: `gateways first: ${calls.join(", then ")}; then run this again. Where a gateway finds no host by its new release yet, roll out the other changes before this one`,
  });
}
