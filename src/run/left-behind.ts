import { sentence } from "../model/failure.ts";
import { leftBehind } from "../operations/left-behind.ts";
import type { Workspace } from "../store/workspace.ts";
import { eachHost } from "./each-host.ts";
import { learnGateway, onGateway } from "./gateway/reach.ts";
import { partialWish } from "./gateway/verb.ts";
import { learnOf } from "./reach.ts";
import type { Scene } from "./scene.ts";
import { hostWish, openStage, type Stage, type StagedGateway } from "./stage.ts";

/** Asks the hosts that a stopped verb was working on how they stand, and tells it of each with what to type. */
export async function tellLeftBehind(
  scene: Scene,
  folders: Workspace,
  underWay: ReadonlyMap<string, string | undefined>,
): Promise<void> {
  const stage = await openStage(folders, scene.pool);
  const holding = eachHost(stage.gateways, (staged) => heldBack(stage, staged));
  await eachHost([...underWay], async ([host, step]) => {
    const at = step === undefined ? "" : `stopped in ${step}: `;
    const note = `${at}${await standing(stage, host, await holding)}`;
    scene.tell({ kind: "host-ended", host, outcome: "interrupted", note });
  });
}

interface Held {
  readonly gateway: string;
  readonly hosts: readonly string[];
}

/** Hosts that a gateway was told to send nothing to; none when it cannot be asked. */
async function heldBack(stage: Stage, staged: StagedGateway): Promise<Held> {
  const { member } = staged.source;
  const wish = partialWish(stage, staged);
  const facts = await onGateway(wish, stage.folders.inventory, (connection) =>
    learnGateway(connection, wish),
  ).catch(() => undefined);
  const drained = facts?.servers.filter(({ state }) => state === "DRAIN") ?? [];
  return { gateway: member.id, hosts: drained.map(({ host }) => host) };
}

async function standing(stage: Stage, id: string, holding: readonly Held[]): Promise<string> {
  const host = stage.pool.hosts.find((one) => one.id === id);
  if (host === undefined) return `\`espalier status ${stage.pool.id}\` says how it stands`;
  const deaf = holding.filter(({ hosts }) => hosts.includes(id)).map(({ gateway }) => gateway);
  const wish = hostWish(stage, host);
  try {
    return leftBehind(wish, await learnOf(wish, stage.folders.inventory), deaf);
  } catch (error) {
    return `how it stands is not known (${sentence(error)}); \`espalier status ${stage.pool.id}\` asks it again`;
  }
}
