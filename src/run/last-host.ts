import { sentence } from "../model/failure.ts";
import type { Host } from "../model/pool.ts";
import {
  type Forsaken,
  forsaken,
  forsakenBehind,
  forsakenLine,
  type OtherHost,
} from "../operations/last-host.ts";
import { eachHost } from "./each-host.ts";
import { type GatewayView, gatewayViews } from "./gateway/views.ts";
import { learnOf } from "./reach.ts";
import type { Scene } from "./scene.ts";
import { hostWish, type Stage } from "./stage.ts";

/** Warns of each model that no host serves any more when these close: as gateways see it, or else as the other hosts say. */
export async function warnOfLastHosts(scene: Scene, stage: Stage, closing: readonly Host[]): Promise<void> {
  const ids = closing.map(({ id }) => String(id));
  const seen = (await gatewayViews(stage)).filter(({ servers }) => servers.length > 0);
  const lines =
    seen.length > 0
      ? merged(seen.flatMap((view) => behind(view, ids)))
      : (await askedOthers(stage, closing)).map((one) => forsakenLine(one, []));
  for (const text of lines) scene.tell({ kind: "line", text });
}

interface Behind extends Forsaken {
  readonly gateway: string;
}

const behind = ({ gateway, groups, servers }: GatewayView, closing: readonly string[]): readonly Behind[] =>
  forsakenBehind(groups, servers, closing).map((one) => ({ ...one, gateway }));

/** One line for each model and what is said of its other hosts, with the gateways that say so. */
function merged(all: readonly Behind[]): readonly string[] {
  const said = new Map<string, { readonly one: Behind; readonly through: string[] }>();
  for (const one of all) {
    const key = forsakenLine(one, []);
    const entry = said.get(key) ?? { one, through: [] };
    entry.through.push(one.gateway);
    said.set(key, entry);
  }
  return [...said.values()].map(({ one, through }) => forsakenLine(one, through));
}

async function askedOthers(stage: Stage, closing: readonly Host[]): Promise<readonly Forsaken[]> {
  const models = [...new Set(closing.flatMap((host) => host.models))];
  const others = stage.pool.hosts.filter(
    (host) => !closing.includes(host) && host.models.some((model) => models.includes(model)),
  );
  const said = await eachHost(others, async (host): Promise<OtherHost> => {
    const wish = hostWish(stage, host);
    try {
      return { host: host.id, known: { wish, facts: await learnOf(wish, stage.folders.inventory) } };
    } catch (error) {
      return { host: host.id, known: { why: sentence(error) } };
    }
  });
  return forsaken(models, said);
}
