import type { GatewayGroup, GatewayOverflow, GatewayRoute } from "../../../templates/pool-gateway/wish.ts";
import { hexOf } from "../../model/digest.ts";
import type { Host } from "../../model/pool.ts";
import { apiOf, servedName } from "../engines/engines.ts";
import { hostModels, type PinnedModel } from "../model.ts";
import { hostGateway } from "../ports.ts";
import { type ModelRoute, overflows } from "./overflow.ts";
import type { GatewaySource } from "./wish.ts";

/** Which hosts serve which model, and which lane may go there. */
export interface Grouping {
  readonly groups: readonly GatewayGroup[];
  readonly routes: readonly GatewayRoute[];
  readonly overflows: readonly GatewayOverflow[];
}

/** Lanes that reach a model on the same hosts share a group, so that their requests are counted together. */
export function grouping(source: GatewaySource): Grouping {
  const { pool } = source;
  const found = new Map<string, GatewayGroup>();
  const routes = Object.values(pool.lanes).flatMap((lane) =>
    lane.models.flatMap((model): readonly ModelRoute[] => {
      const hosts = pool.hosts.filter(
        (host) => host.lanes.includes(lane.name) && host.models.includes(model),
      );
      const [first] = hosts;
      if (first === undefined) return [];
      const key = `${model} ${hosts.map(({ id }) => id).join(" ")}`;
      const name = nextName(model, found.values());
      const group = found.get(key) ?? groupOf(source, { name, model, hosts });
      found.set(key, group);
      return [{ lane: lane.name, model, served: group.served, group: group.name }];
    }),
  );
  return {
    groups: [...found.values()],
    routes: routes.map(({ lane, served, group }) => ({ lane, served, group })),
    overflows: overflows(source, routes),
  };
}

/** `model-chat`, then `model-chat.2` for other hosts: no name of a model has a dot. */
function nextName(model: string, taken: Iterable<GatewayGroup>): string {
  const base = `model-${model}`;
  const same = [...taken].filter(({ name }) => name === base || name.startsWith(`${base}.`));
  return same.length === 0 ? base : `${base}.${same.length + 1}`;
}

interface Members {
  readonly name: string;
  readonly model: string;
  readonly hosts: readonly Host[];
}

function groupOf(source: GatewaySource, { name, model, hosts }: Members): GatewayGroup {
  const { pool } = source;
  const [item] = hosts.flatMap((host) => hostModels({ ...source, host })).filter(isOf(model));
  if (item === undefined) throw new TypeError(`no pin for ${model}`);
  const engine = pool.engines[item.model.engine];
  if (engine === undefined) throw new TypeError(`no engine for ${model}`);
  const api = apiOf(engine);
  return {
    name,
    served: servedName(source, item),
    api,
    embeds: item.model.embeds,
    ...(api === "ollama" && { digest: hexOf(item.pin.manifest) }),
    loading: engine.healthDeadline,
    bytes: item.pin.layers.reduce((sum, { bytes }) => sum + bytes, 0),
    hosts: hosts.map((host) => ({
      id: host.id,
      address: host.address,
      port: hostGateway(pool, host).port,
      slots: engine.parallel,
    })),
  };
}

const isOf =
  (name: string) =>
  ({ model }: PinnedModel): boolean =>
    model.name === name;
