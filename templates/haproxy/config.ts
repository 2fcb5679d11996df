import type { ReleaseFile } from "../../src/model/spec.ts";
import { renderKeysMap } from "../keys-map.ts";
import { renderLanesMap, renderLanesSetup } from "../lanes-map.ts";
import { defaultsSection, globalSection } from "./base.ts";
import { edgeSection } from "./edge.ts";
import { engineSections } from "./engine.ts";
import { gateSections } from "./gates.ts";
import { limitTables } from "./limits.ts";
import { renderModelsMap } from "./maps.ts";
import { operationsSection } from "./operations.ts";
import type { ProxyWish } from "./wish.ts";

const TITLE = `# The proxy of one host, in front of its engines. HAProxy 2.6 or newer, 3.4 preferred; no Lua, no daemon keyword.
#   edge (TLS, path, key, model) -> lane-<name> (streams and queue of a lane) -> unix socket -> engine-<name> (slots)
# Drain: "set map <state>/drain.map all yes" on the stats socket. Rendered; changes by hand are lost.
`;

/** `haproxy.cfg` of a host. */
export const renderHaproxy = (wish: ProxyWish): string =>
  [
    TITLE,
    globalSection(wish),
    defaultsSection(),
    limitTables(),
    edgeSection(wish),
    gateSections(wish),
    engineSections(wish),
    operationsSection(wish),
  ].join("\n");

/** Every file of a host release that the proxy reads. `haproxy -c -f <lanes.cfg> -f <release>/haproxy.cfg` checks them. */
export const proxyFiles = (wish: ProxyWish): readonly ReleaseFile[] => [
  { path: "haproxy.cfg", text: renderHaproxy(wish), mode: "0644" },
  { path: "models.map", text: renderModelsMap(wish), mode: "0644" },
];

/** What the proxy reads beside its release, by absolute path: who may enter and how much, which changes while it runs. */
export const admissionFiles = ({
  layout,
  lanes,
}: Pick<ProxyWish, "layout" | "lanes">): readonly ReleaseFile[] => [
  { path: layout.keysMap, text: renderKeysMap(lanes), mode: "0644" },
  { path: layout.lanesMap, text: renderLanesMap(lanes), mode: "0644" },
  { path: layout.lanesSetup, text: renderLanesSetup(lanes), mode: "0644" },
];
