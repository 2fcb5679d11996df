import { resolveSecret, type Secret } from "../connectors/secret.ts";
import { digestOf } from "../model/digest.ts";
import { EXIT, Failure } from "../model/failure.ts";
import { type LaneKey, opensOn } from "../model/lane.ts";
import type { Pool, SecretRef } from "../model/pool.ts";
import { dayOf } from "../model/units.ts";
import type { LoadLane } from "../model/workload.ts";

/** The API keys that the ladder uses. */
export interface LadderKey {
  readonly secret: Secret;
  /** Those of the lanes of a workload that ask in a lane of their own. */
  readonly ofLanes: Readonly<Partial<Record<LoadLane, Secret>>>;
  /** How the lanes of the proxy know all of them. */
  readonly ids: readonly string[];
  /** All of them as the inventory has them. */
  readonly named: readonly NamedKey[];
}

interface NamedKey {
  /** Where the pool names it: `ladder.key`. */
  readonly at: string;
  readonly lane: string;
  readonly key: LaneKey;
}

/** A climb with a key that opens its lane no longer gets nothing but 401: it is refused before anything is touched. */
export function refuseEnded({ named }: LadderKey, { source, id: pool }: Pool, now: number): void {
  const ended = named.find(({ key }) => !opensOn(key, dayOf(now)));
  if (ended === undefined) return;
  const { at, lane, key } = ended;
  throw new Failure({
    code: "ladder-key-ended",
    subject: `${source} ${at}`,
    saw: `key ${key.id} of lane ${lane} opens nothing since ${key.expires}, and a climb would ask with it`,
    hint: `run \`espalier keys add ${pool} ${lane} --id NAME --owner WHO\` and name the new key under ${at}; nothing was changed`,
    exit: EXIT.badInventory,
  });
}

/** Resolves the keys and finds each among the hashes of its lane. Throws `ladder-key-unknown`. */
export async function ladderKey(pool: Pool, inventory: string): Promise<LadderKey> {
  const { key, lane, laneKeys = [] } = pool.ladder;
  const own = await known(pool, inventory, { at: "ladder.key", lane, key });
  const others = await Promise.all(
    laneKeys.map(async ({ load, ...at }) => ({
      load,
      ...(await known(pool, inventory, { at: `ladder.workload.lanes.${load}.key`, ...at })),
    })),
  );
  return {
    secret: own.secret,
    ofLanes: Object.fromEntries(others.map(({ load, secret }) => [load, secret])),
    ids: [...new Set([own, ...others].map(({ key }) => key.id))],
    named: [own, ...others].map(({ at, lane, key }) => ({ at, lane, key })),
  };
}

interface Claim {
  readonly at: string;
  readonly lane: string;
  readonly key: SecretRef;
}

async function known(
  pool: Pool,
  inventory: string,
  { at, lane, key }: Claim,
): Promise<NamedKey & { readonly secret: Secret }> {
  const secret = await resolveSecret(key, inventory);
  const hash = digestOf(secret.reveal());
  const found = pool.lanes[lane]?.keys.find(({ sha256 }) => sha256 === hash);
  if (found !== undefined) return { secret, at, lane, key: found };
  throw new Failure({
    code: "ladder-key-unknown",
    subject: `${pool.source} ${at}`,
    saw: `its sha256 ${hash} is none of the keys of lane ${lane}`,
    hint: `add { id: ladder, owner: espalier, sha256: "${hash}" } to lanes.${lane}.keys`,
    exit: EXIT.badInventory,
  });
}
