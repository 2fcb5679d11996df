import { renderProbeSetup } from "../../../templates/pool-gateway/probe-key.ts";
import { resolveSecret } from "../../connectors/secret.ts";
import { digestOf } from "../../model/digest.ts";
import { EXIT, Failure } from "../../model/failure.ts";
import type { Pool } from "../../model/pool.ts";
import type { PoolGatewayWish } from "../../operations/gateway/wish.ts";
import type { Stage, StagedGateway } from "../stage.ts";
import { type HostCertificates, hostCertificates } from "./certificates.ts";
import { readUpstreams } from "./overflow.ts";

/** The wish of one gateway, and the text of the one secret that goes there. */
export interface GatewayTask {
  readonly wish: PoolGatewayWish;
  readonly probeSetup: string;
}

/** What the gateways of a pool need beside inventory and lock, and have in common. */
export interface GatewayNeeds extends HostCertificates {
  readonly upstreams: PoolGatewayWish["upstreams"];
  readonly probeSetup: string;
}

/** Resolves the key of the probe, reads what the overflow asks for, and asks every host for its certificate. */
export async function gatewayNeeds(stage: Stage): Promise<GatewayNeeds> {
  const { pool, folders } = stage;
  const { keys, authorities: upstreams } = await readUpstreams(folders.inventory, pool);
  const probeSetup = renderProbeSetup(await probeKey(pool, folders.inventory), keys);
  return { probeSetup, upstreams, ...(await hostCertificates(stage)) };
}

/** The wish of one gateway. */
export function gatewayTask(
  { authority }: Stage,
  { source, spec }: StagedGateway,
  { probeSetup, ...needs }: GatewayNeeds,
): GatewayTask {
  const signing = authority !== undefined && { authority };
  const known = { spec, ...needs, probe: digestOf(probeSetup) };
  return { wish: { ...source, ...signing, ...known }, probeSetup };
}

/** The API key of the health checks. Throws `probe-key-unknown` when its lane does not know it. */
async function probeKey(pool: Pool, inventory: string): Promise<string> {
  const { probe } = pool.gateways ?? {};
  if (probe === undefined) throw new TypeError("a pool without gateways has no probe");
  const key = (await resolveSecret(probe.key, inventory)).reveal();
  const hash = digestOf(key);
  const known = pool.lanes[probe.lane]?.keys.some(({ sha256 }) => sha256 === hash) ?? false;
  if (known && /^[\w.~+/=-]+$/.test(key)) return key;
  throw new Failure({
    code: "probe-key-unknown",
    subject: `${pool.source} gateways.probe.key`,
    saw: known
      ? "it holds signs that no HTTP header carries"
      : `its sha256 ${hash} is none of the keys of lane ${probe.lane}`,
    hint: `issue one with \`espalier keys add ${pool.id} ${probe.lane} --id gateways\` and keep it where gateways.probe.key says`,
    exit: EXIT.badInventory,
  });
}
