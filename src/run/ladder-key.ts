import { resolveSecret, type Secret } from "../connectors/secret.ts";
import { digestOf } from "../model/digest.ts";
import { EXIT, Failure } from "../model/failure.ts";
import type { Pool, SecretRef } from "../model/pool.ts";
import type { LoadLane } from "../model/workload.ts";

/** The API keys that the ladder uses. */
export interface LadderKey {
  readonly secret: Secret;
  /** Those of the lanes of a workload that ask in a lane of their own. */
  readonly ofLanes: Readonly<Partial<Record<LoadLane, Secret>>>;
  /** How the lanes of the proxy know all of them. */
  readonly ids: readonly string[];
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
    ids: [...new Set([own, ...others].map(({ id }) => id))],
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
): Promise<{ readonly secret: Secret; readonly id: string }> {
  const secret = await resolveSecret(key, inventory);
  const hash = digestOf(secret.reveal());
  const id = pool.lanes[lane]?.keys.find(({ sha256 }) => sha256 === hash)?.id;
  if (id !== undefined) return { secret, id };
  throw new Failure({
    code: "ladder-key-unknown",
    subject: `${pool.source} ${at}`,
    saw: `its sha256 ${hash} is none of the keys of lane ${lane}`,
    hint: `add { id: ladder, owner: espalier, sha256: "${hash}" } to lanes.${lane}.keys`,
    exit: EXIT.badInventory,
  });
}
