import type { Lane } from "../../src/model/lane.ts";
import { laneModels } from "./maps.ts";
import type { ProxyWish } from "./wish.ts";

/** The body of `/v1/models` for a key of that lane: what it may use here, sorted, whichever engine serves it. */
const listText = (lane: Lane, wish: ProxyWish): string => {
  const names = [...new Set(laneModels(lane, wish).map(({ served }) => served))].sort();
  const data = names.map((id) => ({ id, object: "model", created: 0, owned_by: "espalier" }));
  return JSON.stringify({ object: "list", data });
};

/** `/v1/models` is answered by the proxy itself: no engine knows what a key may use, or what the others serve. */
export const modelsPage = (wish: ProxyWish): string =>
  [...wish.lanes]
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map(
      (lane) =>
        `    http-request return status 200 content-type application/json string '${listText(lane, wish)}' if { path /v1/models } { var(txn.lane) -m str ${lane.name} }`,
    )
    .join("\n");
