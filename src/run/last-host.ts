import { sentence } from "../model/failure.ts";
import type { Host } from "../model/pool.ts";
import { templateWish } from "../operations/gateway/spec.ts";
import {
  type Forsaken,
  forsaken,
  forsakenBehind,
  forsakenLine,
  type OtherHost,
} from "../operations/last-host.ts";
import { eachHost } from "./each-host.ts";
import { learnGateway, onGateway } from "./gateway/reach.ts";
import { partialWish } from "./gateway/verb.ts";
import { learnOf } from "./reach.ts";
import type { Scene } from "./scene.ts";
import { hostWish, type Stage, type StagedGateway } from "./stage.ts";

/** Warns of each model that no host serves any more when these close: as gateways see it, or else as the other hosts say. */
export async function warnOfLastHosts(scene: Scene, stage: Stage, closing: readonly Host[]): Promise<void> {
  const ids = closing.map(({ id }) => String(id));
  const seen = await eachHost(stage.gateways, (staged) => behindGateway(stage, staged, ids));
  const behind = seen.flatMap((view) => view ?? []);
  const isSeen = seen.some((view) => view !== undefined);
  const lines = isSeen
    ? merged(behind)
    : (await askedOthers(stage, closing)).map((one) => forsakenLine(one, []));
  for (const text of lines) scene.tell({ kind: "line", text });
}

interface Behind extends Forsaken {
  readonly gateway: string;
}

/** Nothing is known of a gateway that cannot be asked, or that knows no hosts. */
async function behindGateway(
  stage: Stage,
  staged: StagedGateway,
  closing: readonly string[],
): Promise<readonly Behind[] | undefined> {
  const wish = partialWish(stage, staged);
  try {
    const { servers } = await onGateway(wish, stage.folders.inventory, (connection) =>
      learnGateway(connection, wish),
    );
    if (servers.length === 0) return undefined;
    const gateway = wish.member.id;
    return forsakenBehind(templateWish(wish).groups, servers, closing).map((one) => ({ ...one, gateway }));
  } catch {
    return undefined;
  }
}

/** One line for each model and what is said of its other hosts, with the gateways that say so. */
function merged(behind: readonly Behind[]): readonly string[] {
  const said = new Map<string, { readonly one: Behind; readonly through: string[] }>();
  for (const one of behind) {
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
