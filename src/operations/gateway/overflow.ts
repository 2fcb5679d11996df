import { overflowAuthority } from "../../../templates/pool-gateway/overflow.ts";
import type { GatewayOverflow, GatewayRoute, OverflowRoute } from "../../../templates/pool-gateway/wish.ts";
import { EXIT, Failure } from "../../model/failure.ts";
import type { Overflow } from "../../model/gateways.ts";
import type { ReleaseFile } from "../../model/spec.ts";
import type { GatewaySource, PoolGatewayWish } from "./wish.ts";

/** A route with the name of its model in the inventory. */
export interface ModelRoute extends GatewayRoute {
  readonly model: string;
}

/** Where the gateway may send what its hosts cannot take. Throws `overflow-renamed`. */
export const overflows = (
  { gateways, pool }: GatewaySource,
  routes: readonly ModelRoute[],
): readonly GatewayOverflow[] =>
  gateways.overflow.map((overflow) => {
    const { hostname, port } = new URL(overflow.url);
    const mine = routes.filter(
      ({ lane, model }) => overflow.lanes.includes(lane) && Object.hasOwn(overflow.models, model),
    );
    const { name, streams, above } = overflow;
    return {
      name,
      host: hostname,
      port: port === "" ? 443 : Number(port),
      streams,
      ...(above !== undefined && { above }),
      routes: mine.map((route) => sameName(pool.source, overflow, route)),
    };
  });

/** HAProxy rewrites no body, so what a client writes has to be what the other side knows. */
function sameName(
  source: string,
  { name, models }: Overflow,
  { lane, model, served, group }: ModelRoute,
): OverflowRoute {
  if (models[model] === served) return { lane, group, served };
  throw new Failure({
    code: "overflow-renamed",
    subject: `${source} gateways.overflow.${name}.models.${model}`,
    saw: `found ${models[model]}, and clients of this pool write ${served}: no proxy on the way rewrites a body`,
    hint: `serve it there as ${served} (vLLM: --served-model-name ${served}) and write that`,
    exit: EXIT.badInventory,
  });
}

/** The certificate of each upstream's authority, as a file beside the release. */
export const overflowFiles = (wish: PoolGatewayWish): readonly ReleaseFile[] =>
  Object.entries(wish.upstreams).map(([name, text]) => ({
    path: overflowAuthority(wish, name),
    text,
    mode: "0644",
  }));
