// Issue, list, rotate and revoke the API keys of a lane in the inventory, and bring them to the hosts.

import { randomBytes } from "node:crypto";
import { editKeys, type KeyEdit, nextId } from "../src/inventory/key-edit.ts";
import { readPool } from "../src/inventory/pool.ts";
import { inventoryFailure } from "../src/inventory/problem.ts";
import { digestOf } from "../src/model/digest.ts";
import { EXIT, Failure } from "../src/model/failure.ts";
import type { LaneKey } from "../src/model/lane.ts";
import { DAY, dayOf } from "../src/model/units.ts";
import { admission } from "../src/operations/admission.ts";
import { keys } from "../src/operations/gateway/admission.ts";
import type { UseLine } from "../src/report/text/key-uses.ts";
import { systemClock } from "../src/run/clock.ts";
import { eachHost } from "../src/run/each-host.ts";
import { type HostKeyUses, hostKeyUses } from "../src/run/key-uses.ts";
import { onHosts, type VerbOutcome } from "../src/run/on-hosts.ts";
import type { Cast } from "../src/run/performance.ts";
import { describe, openStage } from "../src/run/stage.ts";
import { poolText, writePoolText } from "../src/store/inventory.ts";
import type { Workspace } from "../src/store/workspace.ts";

/** Which lane of which pool. */
export interface KeyPlace {
  readonly folders: Workspace;
  readonly pool: string;
  readonly lane: string;
}

/** A key that was just made. Its text is nowhere else: the inventory holds the hash. */
export interface IssuedKey {
  readonly id: string;
  readonly key: string;
}

/** The day so many days from now, UTC. */
const day = (days: number): string => dayOf(systemClock.now() + days * DAY);
/** 256 random bits: nothing to guess, so a plain sha256 hides them. */
const fresh = (): string => `esp_${randomBytes(32).toString("base64url")}`;

/** The keys of the lane as the inventory has them. Throws when there is no such lane. */
export async function listKeys({ folders, pool, lane }: KeyPlace): Promise<readonly LaneKey[]> {
  const keys = (await describe(folders, pool)).pool.lanes[lane]?.keys;
  if (keys) return keys;
  throw new Failure({
    code: "lane-missing",
    subject: lane,
    saw: `${pool} has no such lane`,
    hint: "name one of its lanes",
    exit: EXIT.usage,
  });
}

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

/** Adds a key; it opens the lane when it is pushed, or the pool next applied. */
export async function addKey(
  place: KeyPlace,
  wish: { readonly id: string; readonly owner: string; readonly days?: number },
): Promise<IssuedKey> {
  await listKeys(place);
  const key = fresh();
  const expires = wish.days === undefined ? {} : { expires: day(wish.days) };
  const entry = { id: wish.id, owner: wish.owner, sha256: digestOf(key), ...expires };
  await write(place, [{ kind: "add", key: entry }]);
  return { id: wish.id, key };
}

/** Adds the next key of the same owner and lets the old one end after so many days: both open the lane until then. */
export async function rotateKey(place: KeyPlace, id: string, days: number): Promise<IssuedKey> {
  const all = await listKeys(place);
  const key = fresh();
  const next = nextId(
    id,
    all.map((one) => one.id),
  );
  const owner = all.find((one) => one.id === id)?.owner ?? place.lane;
  const entry = { id: next, owner, sha256: digestOf(key) };
  await write(place, [
    { kind: "end", id, on: day(days) },
    { kind: "add", key: entry },
  ]);
  return { id: next, key };
}

/** Takes a key out of the inventory; it opens nothing once that is pushed, or the pool applied. */
export const revokeKey = (place: KeyPlace, id: string): Promise<void> =>
  write(place, [{ kind: "remove", id }]);

/** Brings keys and limits of lanes to hosts, keys also to gateways, and nothing else: what runs there goes on, and no proof is void. */
export const pushKeys = (cast: Cast, on: string): Promise<VerbOutcome> =>
  onHosts(cast, { on, planOnly: false, because: "keys and lanes are pushed", onGateways: keys }, admission);

/** Writes the pool only when it is still one that can be read. */
async function write({ folders, pool, lane }: KeyPlace, edits: readonly KeyEdit[]): Promise<void> {
  const { catalogue } = await describe(folders, pool);
  const { text, file } = await poolText(folders.inventory, pool);
  const next = editKeys(text, lane, edits);
  const reading = readPool(next, file, catalogue);
  if (reading.kind === "bad") throw inventoryFailure(reading.problems);
  await writePoolText(folders.inventory, pool, next);
}
