import { renderProbeSetup } from "../../../templates/pool-gateway/probe-key.ts";
import { digestOf } from "../../model/digest.ts";
import type { PoolGatewayWish } from "../../operations/gateway/wish.ts";
import type { Stage, StagedGateway } from "../stage.ts";
import { type HostCertificates, hostCertificates } from "./certificates.ts";
import { readUpstreams } from "./overflow.ts";
import { probeKey } from "./probe-key.ts";

/** The wish of one gateway, and the text of the one secret that goes there. */
export interface GatewayTask {
  readonly wish: PoolGatewayWish;
  readonly probeSetup: string;
}

/** What the gateways of a pool need beside inventory and lock, and have in common. */
export interface GatewayNeeds extends HostCertificates {
  readonly upstreams: PoolGatewayWish["upstreams"];
  readonly probeSetup: string;
  readonly probeEnding?: string;
}

/** Resolves the key of the probe, reads what the overflow asks for, and asks every host for its certificate. */
export async function gatewayNeeds(stage: Stage): Promise<GatewayNeeds> {
  const { pool, folders } = stage;
  const { keys, authorities: upstreams } = await readUpstreams(folders.inventory, pool);
  const { text, ending } = await probeKey(pool, folders.inventory);
  const probeSetup = renderProbeSetup(text, keys);
  const told = ending !== undefined && { probeEnding: ending };
  return { probeSetup, upstreams, ...(await hostCertificates(stage)), ...told };
}

/** The wish of one gateway. */
export function gatewayTask(
  { authority }: Stage,
  { source, spec }: StagedGateway,
  { probeSetup, ...needs }: GatewayNeeds,
): GatewayTask {
  const signing = authority !== undefined && { authority };
  return { wish: { ...source, ...signing, ...needs, spec, probe: digestOf(probeSetup) }, probeSetup };
}
