import type { ReleaseFile } from "../../src/model/spec.ts";
import { defaultsSection, globalSection } from "../haproxy/base.ts";
import { word } from "../haproxy/text.ts";
import { renderKeysMap } from "../keys-map.ts";
import { frontSection } from "./front.ts";
import { groupSections } from "./groups.ts";
import { renderRoutes } from "./routes.ts";
import type { GatewayWish } from "./wish.ts";

const TITLE = `# The gateway of a pool: one URL for all hosts. HAProxy 2.6 or newer, 3.4 preferred; no Lua, no daemon keyword.
#   pool (TLS, path, key, model) -> <model> (least outstanding) or kept-<model> (long contexts) -> edge of a host
# Rendered; changes by hand are lost.
`;

/** Hosts that somebody drained stay so, however the proxy ended and starts again. Without that file it knows of none. */
const memory = ({ layout }: GatewayWish): string => `global
    server-state-file ${word(layout.drainedServers)}
`;

/** Loopback, plain: Prometheus metrics, and `/healthz`: 200 while any model has a host. */
const operations = ({ gateway, groups }: GatewayWish): string => `frontend operations from base
    bind 127.0.0.1:${gateway.metricsPort}
    no log
    http-request use-service prometheus-exporter if { path /metrics }
${groups.map(({ name }) => `    http-request return status 200 content-type text/plain string "ok" if { path /healthz } { nbsrv(${name}) gt 0 }`).join("\n")}
    http-request return status 503 content-type text/plain string "no host" if { path /healthz }
    http-request return status 404
`;

/** `haproxy.cfg` of a gateway. */
const renderGateway = (wish: GatewayWish): string =>
  [
    TITLE,
    globalSection(wish),
    memory(wish),
    defaultsSection(),
    frontSection(wish),
    groupSections(wish),
    operations(wish),
  ].join("\n");

/** Every file of a gateway's release that its proxy reads. */
export const gatewayFiles = (wish: GatewayWish): readonly ReleaseFile[] => [
  { path: "haproxy.cfg", text: renderGateway(wish), mode: "0644" },
  { path: "models.map", text: renderRoutes(wish), mode: "0644" },
];

/** What it reads beside its release, by absolute path: who may enter, which changes while it runs. */
export const gatewayAdmission = ({
  layout,
  lanes,
}: Pick<GatewayWish, "layout" | "lanes">): readonly ReleaseFile[] => [
  { path: layout.keysMap, text: renderKeysMap(lanes), mode: "0644" },
];
