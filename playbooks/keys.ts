// Issue, list, rotate and revoke the API keys of a lane in the inventory, and bring them to the hosts.

import { randomBytes } from "node:crypto";
import { editKeys, type KeyEdit } from "../src/inventory/key-edit.ts";
import { dayIn, type Rotation, type RotationWish, rotationOf } from "../src/inventory/key-rotation.ts";
import { readPool } from "../src/inventory/pool.ts";
import { accepted } from "../src/inventory/problem.ts";
import { digestOf } from "../src/model/digest.ts";
import { EXIT, Failure } from "../src/model/failure.ts";
import type { LaneKey } from "../src/model/lane.ts";
import type { Pool } from "../src/model/pool.ts";
import { admission } from "../src/operations/admission.ts";
import { keys } from "../src/operations/gateway/admission.ts";
import { probeTurn } from "../src/operations/gateway/probe-key.ts";
import type { UseLine } from "../src/report/text/key-uses.ts";
import { isoTime, systemClock } from "../src/run/clock.ts";
import { eachHost } from "../src/run/each-host.ts";
import { isProbeKey } from "../src/run/gateway/probe-key.ts";
import { keepProbes } from "../src/run/gateway/probes.ts";
import { type HostKeyUses, hostKeyUses } from "../src/run/key-uses.ts";
import { onHosts, type VerbOutcome } from "../src/run/on-hosts.ts";
import type { Cast } from "../src/run/performance.ts";
import { describe, openStage } from "../src/run/stage.ts";
import { editPool } from "../src/store/pool-edit.ts";
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
  /** The first day (UTC) on which it opens nothing; absent: it has no end. */
  readonly expires?: string;
}

/** 256 random bits: nothing to guess, so a plain sha256 hides them. */
const fresh = (): string => `esp_${randomBytes(32).toString("base64url")}`;

/** The key after another one. */
export interface RotatedKey extends IssuedKey, Pick<Rotation, "old"> {
  /** Set when gateways probe by the old one: what brings them the next. */
  readonly probe?: string;
}

/** The keys of the lane as the inventory has them. Throws when there is no such lane. */
export const listKeys = async ({ folders, pool, lane }: KeyPlace): Promise<readonly LaneKey[]> =>
  keysOf((await describe(folders, pool)).pool, lane);

function keysOf({ id, lanes }: Pool, lane: string): readonly LaneKey[] {
  const keys = lanes[lane]?.keys;
  if (keys) return keys;
  throw new Failure({
    code: "lane-missing",
    subject: lane,
    saw: `${id} has no such lane`,
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
export function addKey(
  place: KeyPlace,
  { id, owner, days }: { readonly id: string; readonly owner: string; readonly days?: number },
): Promise<IssuedKey> {
  const key = fresh();
  const end = days === undefined ? {} : { expires: dayIn(systemClock.now(), days), lasts: days };
  const added = { id, owner, sha256: digestOf(key), ...end };
  return write(place, () => ({ edits: [{ kind: "add", key: added }], result: { id, key, ...end } }));
}

/**
 * Adds the next key of the same owner, for as many days as the old one, and lets that end after so many days, or at the end
 * that it had if that is sooner: both open the lane until then.
 */
export async function rotateKey(
  place: KeyPlace,
  id: string,
  wish: Omit<RotationWish, "now">,
): Promise<RotatedKey> {
  const key = fresh();
  const pool = await probing(place, id);
  const turn = pool && { probe: probeTurn(pool) };
  return write(place, (keys) => {
    const { old, next } = rotationOf(keys, id, { ...wish, now: systemClock.now() });
    const added = { ...next, sha256: digestOf(key) };
    return {
      edits: [
        { kind: "end", id, on: old.expires },
        { kind: "add", key: added },
      ],
      result: { ...next, key, old, ...turn },
    };
  });
}

/** Takes a key out of the inventory; it opens nothing once that is pushed, or the pool applied. Throws `key-probing`. */
export async function revokeKey(place: KeyPlace, id: string): Promise<void> {
  const pool = await probing(place, id);
  if (pool !== undefined) throw stillProbing(pool, place.lane, id);
  await write(place, () => ({ edits: [{ kind: "remove", id }], result: undefined }));
}

/** The pool whose gateways are told to probe by this key; `undefined` where they are not. */
async function probing({ folders, pool, lane }: KeyPlace, id: string): Promise<Pool | undefined> {
  const described = await describe(folders, pool);
  const key = keysOf(described.pool, lane).find((one) => one.id === id);
  return key && (await isProbeKey(described.pool, folders.inventory, key)) ? described.pool : undefined;
}

const stillProbing = (pool: Pool, lane: string, id: string): Failure =>
  new Failure({
    code: "key-probing",
    subject: id,
    saw: "gateways.probe.key holds it: without it hosts would refuse every health check, and every model answer 503",
    hint: `\`espalier keys rotate ${pool.id} ${lane} ${id} --push\`, then ${probeTurn(pool)}; then revoke it`,
    exit: EXIT.usage,
  });

/** Brings keys and limits of lanes to hosts, keys also to gateways, and nothing else: what runs there goes on, and no proof is void. */
export const pushKeys = (cast: Cast, on: string): Promise<VerbOutcome> =>
  onHosts(
    cast,
    { on, planOnly: false, because: "keys and lanes are pushed", before: keepProbes, onGateways: keys },
    admission,
  );

/** What is done to the keys of a lane, and what is told of it once it is written. */
interface Change<Result> {
  readonly edits: readonly KeyEdit[];
  readonly result: Result;
}

/** Decides by the keys that the lane has now, and writes the pool only when it is still one that can be read. */
async function write<Result>(
  { folders, pool, lane }: KeyPlace,
  decide: (keys: readonly LaneKey[]) => Change<Result>,
): Promise<Result> {
  const { catalogue } = await describe(folders, pool);
  const claim = { token: systemClock.nonce(), verb: "keys", since: isoTime(systemClock) };
  return editPool({ folders, pool, claim }, ({ text, file }) => {
    const { edits, result } = decide(keysOf(accepted(readPool(text, file, catalogue)), lane));
    const next = editKeys(text, lane, edits);
    accepted(readPool(next, file, catalogue));
    return { text: next, result };
  });
}
