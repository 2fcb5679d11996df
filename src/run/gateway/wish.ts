import { renderProbeSetup } from "../../../templates/pool-gateway/probe-key.ts";
import { resolveSecret } from "../../connectors/secret.ts";
import { digestOf } from "../../model/digest.ts";
import { EXIT, Failure } from "../../model/failure.ts";
import type { Pool } from "../../model/pool.ts";
import type { PoolGatewayWish } from "../../operations/gateway/wish.ts";
import type { Stage, StagedGateway } from "../stage.ts";
import { hostCertificates } from "./certificates.ts";

/** The wish of one gateway, and the text of the one secret that goes there. */
export interface GatewayTask {
  readonly wish: PoolGatewayWish;
  readonly probeSetup: string;
}

/** Resolves what a gateway needs beside inventory and lock: the key of its probe and the certificates of the hosts. */
export async function gatewayTask(stage: Stage, { source, spec }: StagedGateway): Promise<GatewayTask> {
  const probeSetup = renderProbeSetup(await probeKey(stage.pool, stage.folders.inventory));
  const certificates = await hostCertificates(stage);
  const signing = stage.authority !== undefined && { authority: stage.authority };
  return { wish: { ...source, ...signing, spec, certificates, probe: digestOf(probeSetup) }, probeSetup };
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
