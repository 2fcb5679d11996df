import { gatewayJob } from "../../../templates/gateway-job.ts";
import { renderPlist } from "../../../templates/launchd-plist.ts";
import { gatewayAdmission, gatewayFiles } from "../../../templates/pool-gateway/config.ts";
import type { GatewayWish } from "../../../templates/pool-gateway/wish.ts";
import { canonicalJson, digestOf } from "../../model/digest.ts";
import { GATEWAY_LABEL, gatewayLayout } from "../../model/layout.ts";
import type { Lock } from "../../model/lock.ts";
import type { Catalogue, HostId, Pool } from "../../model/pool.ts";
import type { HostSpec, ReleaseFile } from "../../model/spec.ts";
import { milliseconds } from "../../model/units.ts";
import { pinned } from "../artifact.ts";
import { RELEASE_MANIFEST } from "../release.ts";
import { grouping } from "./groups.ts";
import { type GatewaySource, memberGateway } from "./wish.ts";

/** Where its property list lies in a release. */
export const GATEWAY_PLIST = `launchd/${GATEWAY_LABEL}.plist`;

/** How much longer than the queue of its lane an answer to the probe may take, milliseconds. */
const GRACE = 10_000;

/** What every gateway of the pool is resolved from, in the order of the file. */
export function gatewaySources(pool: Pool, lock: Lock, catalogue: Catalogue): readonly GatewaySource[] {
  const { gateways } = pool;
  return (gateways?.members ?? []).flatMap((member) => {
    const carrier = pool.hosts.find(({ id }) => id === member.host);
    if (gateways === undefined || carrier === undefined) return [];
    return [{ pool, lock, catalogue, gateways, member, carrier, layout: gatewayLayout(carrier.root) }];
  });
}

/** What its proxy is rendered from. */
export function templateWish(source: GatewaySource): GatewayWish {
  const { pool, gateways, layout } = source;
  const { lane, every } = gateways.probe;
  return {
    layout,
    gateway: memberGateway(source),
    lanes: Object.values(pool.lanes),
    ...grouping(source),
    probe: { every, patience: milliseconds((pool.lanes[lane]?.queueTimeout ?? 0) + GRACE) },
    affinityAbove: gateways.affinityAbove,
  };
}

/** Keys of all lanes, as a file beside its release. */
export const admissionOf = ({
  pool,
  layout,
}: Pick<GatewaySource, "pool" | "layout">): readonly ReleaseFile[] =>
  gatewayAdmission({ layout, lanes: Object.values(pool.lanes) });

/** Resolves what one gateway shall be: every file of its release, every pin, one digest over them. */
export function gatewaySpec(source: GatewaySource): HostSpec {
  const { pool, member, layout } = source;
  const { artifact, pin } = pinned(source, pool.gateway.artifact);
  const plist = renderPlist(gatewayJob(layout, artifact.program));
  const files = [...gatewayFiles(templateWish(source)), { path: GATEWAY_PLIST, text: plist, mode: "0644" }];
  const pins = { proxy: `${artifact.name} ${pin.sha256}`, "proxy.settings": digestOf(canonicalJson(files)) };
  const digest = digestOf(canonicalJson({ pins, files }));
  const text = `${JSON.stringify({ digest, pool: pool.id, host: member.id, pins }, null, 2)}\n`;
  return {
    host: member.id as HostId,
    wave: "gateways",
    digest,
    admission: digestOf(canonicalJson(admissionOf(source))),
    pins,
    files: [...files, { path: RELEASE_MANIFEST, text, mode: "0644" }],
  };
}
