import { gatewayDirectories } from "../../src/facts/directories.ts";
import { digestOf, hexOf, shortOf } from "../../src/model/digest.ts";
import type { GatewayFacts } from "../../src/model/facts.ts";
import { GATEWAY_LABEL, SERVICE_USER } from "../../src/model/layout.ts";
import type { Pool } from "../../src/model/pool.ts";
import { askedPaths } from "../../src/operations/admission.ts";
import { artifactDirectory, pinned } from "../../src/operations/artifact.ts";
import { certificateFiles } from "../../src/operations/gateway/admission.ts";
import {
  admissionOf,
  GATEWAY_PLIST,
  gatewaySources,
  gatewaySpec,
  templateWish,
} from "../../src/operations/gateway/spec.ts";
import type { PoolGatewayWish } from "../../src/operations/gateway/wish.ts";
import { catalogue, smallPool } from "../inventory/files.ts";
import { certificateFact } from "./certificates.ts";
import { lockFor } from "./wish.ts";

const GATEWAY = "gateway: { artifact: haproxy@3.4.6 }\n";
const GATEWAYS = `gateways:
  probe: { lane: interactive, key: "env:PROBE_KEY" }
  members:
    gate-01: { host: mac-01 }
    gate-02: { host: mac-02 }
`;

/** The small pool with two gateways, and some more of its text exchanged. */
export const gatePool = (...exchanges: readonly (readonly [string, string])[]): Pool =>
  smallPool([GATEWAY, GATEWAY + GATEWAYS], ...exchanges);

/** All that `gate-01` shall be. */
export function gatewayWishFor(pool: Pool = gatePool()): PoolGatewayWish {
  const [source] = gatewaySources(pool, lockFor(pool), catalogue);
  if (source === undefined) throw new Error("the pool has no gateway");
  const certificates = { "mac-01": "certificate one\n", "mac-02": "certificate two\n" };
  return { ...source, spec: gatewaySpec(source), certificates, upstreams: {}, probe: digestOf("probe") };
}

/** Nothing of it is there. */
export const freshGateway: GatewayFacts = {
  serviceUser: false,
  directories: [],
  artifacts: [],
  loose: [],
  releases: [],
  releaseFiles: {},
  releaseLinks: {},
  services: [{ label: GATEWAY_LABEL, loaded: false }],
  jobs: [],
  manifests: {},
  keptManifests: [],
  snapshots: [],
  blobs: {},
  answering: [],
  standby: [],
  aside: [],
  engineVersions: {},
  engineSlots: {},
  onGpu: {},
  resident: {},
  loaded: {},
  proxyStatus: 0,
  drained: false,
  held: false,
  owed: [],
  preparation: { files: {} } as unknown as GatewayFacts["preparation"],
  servers: [],
};

const sum = (text: string): string => hexOf(digestOf(text));

/** The gateway as it is when its wish is done. */
export function convergedGateway(wish: PoolGatewayWish): GatewayFacts {
  const { layout, spec } = wish;
  const release = shortOf(spec.digest);
  const directory = artifactDirectory(pinned(wish, wish.pool.gateway.artifact));
  const maps = admissionOf(wish);
  const certificates = certificateFiles(wish).map(({ path, text }) => [path, sum(text)]);
  const files = Object.fromEntries([
    ...maps.flatMap((file) => askedPaths(layout, [file]).map((path) => [path, sum(file.text)])),
    ...certificates,
    [layout.probeSetup, hexOf(wish.probe)],
  ]);
  const plist = spec.files.find(({ path }) => path === GATEWAY_PLIST)?.text ?? "";
  return {
    ...freshGateway,
    serviceUser: true,
    directories: gatewayDirectories(layout, SERVICE_USER).map(({ path }) => path),
    certificate: certificateFact("itself"),
    artifacts: [directory],
    releases: [release],
    releaseFiles: Object.fromEntries(spec.files.map(({ path, text }) => [path, sum(text)])),
    releaseLinks: { proxy: `../../${directory}` },
    current: release,
    good: release,
    services: [{ label: GATEWAY_LABEL, loaded: true, state: "running", plist: sum(plist) }],
    proxyStatus: 200,
    lanes: Object.keys(wish.pool.lanes),
    admitted: {
      maps: Object.fromEntries(maps.map(({ path, text }) => [path, sum(text)])),
      streams: {},
      slots: {},
    },
    preparation: { files } as unknown as GatewayFacts["preparation"],
    servers: templateWish(wish).groups.flatMap(({ name, hosts }) =>
      hosts.map(({ id }) => ({ group: name, host: id, state: "UP", check: "L7OK" })),
    ),
  };
}
