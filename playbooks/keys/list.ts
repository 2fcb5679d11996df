// The keys of a lane as the inventory has them, and when each was used last.

import type { LaneKey } from "../../src/model/lane.ts";
import type { UseLine } from "../../src/report/text/key-uses.ts";
import { eachHost } from "../../src/run/each-host.ts";
import { type HostKeyUses, hostKeyUses } from "../../src/run/key-uses.ts";
import { type KeyPlace, keysOf } from "../../src/run/lane-keys.ts";
import { describe, openStage } from "../../src/run/stage.ts";

/** The keys of the lane as the inventory has them. Throws when there is no such lane. */
export const listKeys = async ({ folders, pool, lane }: KeyPlace): Promise<readonly LaneKey[]> =>
  keysOf((await describe(folders, pool)).pool, lane);

/** When each key of the lane was used last on each host that accepts the lane, from the proxies themselves. */
export async function keyUses(place: KeyPlace): Promise<readonly UseLine[]> {
  const keys = await listKeys(place);
  const stage = await openStage(place.folders, place.pool);
  const hosts = stage.pool.hosts.filter(({ lanes }) => lanes.includes(place.lane));
  const said = await eachHost(hosts, (host) => hostKeyUses(stage, host));
  return keys.flatMap(({ id }) => said.map((host) => useLine(id, place.lane, host)));
}

function useLine(key: string, lane: string, { host, uses, failure }: HostKeyUses): UseLine {
  if (uses === undefined) return { key, host, failure: failure ?? "it said nothing" };
  const use = uses.keys.find((item) => item.id === key && item.lane === lane);
  const { uptime } = uses;
  return use ? { key, host, uptime, ago: use.ago, requests: use.requests } : { key, host, uptime };
}
