import { refuse, unknownUrl } from "../haproxy/replies.ts";
import type { GatewayGroup, GatewayWish } from "./wish.ts";

/** What is read at the gateway itself, with GET or HEAD. What one host holds now (`/api/ps`) is a question to that host. */
export const POOL_READ_PATHS = ["/v1/models", "/api/tags", "/api/version"] as const;

/** The groups a lane may use, each model once, sorted by the name that clients write. */
function laneGroups(lane: string, { routes, groups }: GatewayWish): readonly GatewayGroup[] {
  const mine = routes.filter((route) => route.lane === lane).map(({ group }) => group);
  const byName = new Map(
    groups.filter(({ name }) => mine.includes(name)).map((group) => [group.served, group]),
  );
  return [...byName.values()].sort((a, b) => (a.served < b.served ? -1 : 1));
}

const openaiList = (groups: readonly GatewayGroup[]): string =>
  JSON.stringify({
    object: "list",
    data: groups.map(({ served }) => ({ id: served, object: "model", created: 0, owned_by: "espalier" })),
  });

/** `modified_at` is the first second of 1970: a pinned model does not change under its digest. */
const nativeList = (groups: readonly GatewayGroup[]): string =>
  JSON.stringify({
    models: groups
      .filter(({ api }) => api === "ollama")
      .map(({ served, digest, bytes }) => ({
        name: served,
        model: served,
        modified_at: "1970-01-01T00:00:00Z",
        size: bytes,
        digest: digest ?? "",
        details: {},
      })),
  });

const page = (path: string, text: string, lane: string): string =>
  `    http-request return status 200 content-type application/json string '${text}' if { path ${path} } { var(txn.lane) -m str ${lane} }`;

/** `/v1/models` and `/api/tags` list what the key may use in the pool, whichever host serves it. */
export const poolPages = (wish: GatewayWish): string => {
  const lanes = wish.lanes.map(({ name }) => name).sort();
  const native = wish.groups.some(({ api }) => api === "ollama");
  const lists = lanes.map((lane) => [lane, laneGroups(lane, wish)] as const);
  return [
    ...lists.map(([lane, groups]) => page("/v1/models", openaiList(groups), lane)),
    ...(native ? lists.map(([lane, groups]) => page("/api/tags", nativeList(groups), lane)) : []),
    ...(native ? [] : [refuse(unknownUrl, "if { path_beg /api/ }")]),
  ].join("\n");
};
