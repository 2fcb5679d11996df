import { nextId } from "../../inventory/key-edit.ts";
import type { Digest } from "../../model/digest.ts";
import { EXIT, Failure } from "../../model/failure.ts";
import { type LaneKey, opensOn } from "../../model/lane.ts";
import type { Pool } from "../../model/pool.ts";
import { DAY, dayOf } from "../../model/units.ts";

/** Days before the end of the probe's key from which on it is told: a rotation takes no longer. */
const NOTICE = 7;

const gatewaysApplied = ({ id, gateways }: Pool): string =>
  (gateways?.members ?? []).map((member) => `\`espalier apply ${id} --on ${member.id}\``).join(", then ");

/** How gateways come to probe by a key that hosts know already. */
export const probeTurn = (pool: Pool): string =>
  `write it where gateways.probe.key says (${pool.gateways?.probe.key}), then ${gatewaysApplied(pool)}`;

/** How gateways get a key that hosts do not know yet; the command can be run as it stands. */
export function issueProbeKey(pool: Pool): string {
  const lane = pool.gateways?.probe.lane ?? "";
  const taken = (pool.lanes[lane]?.keys ?? []).map(({ id }) => id);
  const id = taken.includes("gateways") ? nextId("gateways", taken) : "gateways";
  return `issue one with \`espalier keys add ${pool.id} ${lane} --id ${id} --owner espalier\`, write it where gateways.probe.key says (${pool.gateways?.probe.key}), \`espalier keys push ${pool.id}\`, then ${gatewaysApplied(pool)}`;
}

/**
 * The key of the health checks as its lane knows it; hosts let it in at `now`, milliseconds since 1970. Throws
 * `probe-key-unknown`, `probe-key-ended`.
 */
export function probeKeyOf(pool: Pool, hash: Digest, now: number): LaneKey {
  const lane = pool.gateways?.probe.lane ?? "";
  const key = pool.lanes[lane]?.keys.find(({ sha256 }) => sha256 === hash);
  const about = {
    subject: `${pool.source} gateways.probe.key`,
    hint: issueProbeKey(pool),
    exit: EXIT.badInventory,
  };
  if (key === undefined)
    throw new Failure({
      ...about,
      code: "probe-key-unknown",
      saw: `its sha256 ${hash} is none of the keys of lane ${lane}: hosts would refuse every health check, and gateways every request`,
    });
  if (opensOn(key, dayOf(now))) return key;
  throw new Failure({
    ...about,
    code: "probe-key-ended",
    saw: `${key.id} of lane ${lane} ended on ${key.expires}: hosts refuse every health check, and gateways every request`,
  });
}

/** What to know of a probe's key that ends soon; `undefined` when there is time. */
export function probeKeyEnding({ id, expires }: LaneKey, now: number): string | undefined {
  if (expires === undefined || expires > dayOf(now + NOTICE * DAY)) return undefined;
  return `the key of the health checks, ${id}, ends on ${expires}: from then on every model answers 503`;
}

/** A gateway that finds hosts, and the sha256 of the key by which it asks how hosts are. */
export interface HeldProbe {
  readonly gateway: string;
  readonly hash: Digest;
}

/**
 * Refuses to bring hosts keys among which that of a gateway that serves is not: it would take all of them for dead. Throws
 * `gateway-blinded`.
 */
export function refuseBlinding(pool: Pool, held: readonly HeldProbe[], now: number): void {
  const open = Object.values(pool.lanes)
    .flatMap(({ keys }) => keys)
    .filter((key) => opensOn(key, dayOf(now)));
  const blinded = held.filter(({ hash }) => !open.some(({ sha256 }) => sha256 === hash));
  const [first] = blinded;
  if (first === undefined) return;
  throw new Failure({
    code: "gateway-blinded",
    subject: blinded.map(({ gateway }) => gateway).join(", "),
    saw: `the key by which it asks how hosts are opens no lane any more: hosts would refuse every health check, and every model answer 503`,
    hint: `gateways first: ${gatewaysApplied(pool)}; then run this again. If hosts do not know the next key yet, put the one before back into its lane (sha256: "${first.hash}"), push, and only then change gateways`,
  });
}
