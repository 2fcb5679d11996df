import { sentence } from "../model/failure.ts";
import { leftBehind } from "../operations/left-behind.ts";
import type { Workspace } from "../store/workspace.ts";
import { eachHost } from "./each-host.ts";
import { type GatewayView, gatewayViews } from "./gateway/views.ts";
import { learnOf } from "./reach.ts";
import type { Scene } from "./scene.ts";
import { hostWish, openStage, type Stage } from "./stage.ts";

/** Asks the hosts that a stopped verb was working on how they stand, and tells it of each with what to type. */
export async function tellLeftBehind(
  scene: Scene,
  folders: Workspace,
  underWay: ReadonlyMap<string, string | undefined>,
): Promise<void> {
  const stage = await openStage(folders, scene.pool);
  const views = gatewayViews(stage);
  await eachHost([...underWay], async ([host, step]) => {
    const at = step === undefined ? "" : `stopped in ${step}: `;
    const note = `${at}${await standing(stage, host, await views)}`;
    scene.tell({ kind: "host-ended", host, outcome: "interrupted", note });
  });
}

async function standing(stage: Stage, id: string, views: readonly GatewayView[]): Promise<string> {
  const host = stage.pool.hosts.find((one) => one.id === id);
  if (host === undefined) return `\`espalier status ${stage.pool.id}\` says how it stands`;
  const deaf = views.filter((view) => isHeldBack(view, id)).map(({ gateway }) => gateway);
  const wish = hostWish(stage, host);
  try {
    return leftBehind(wish, await learnOf(wish, stage.folders.inventory), deaf);
  } catch (error) {
    return `how it stands is not known (${sentence(error)}); \`espalier status ${stage.pool.id}\` asks it again`;
  }
}

/** A gateway was told to send the host nothing. */
const isHeldBack = ({ servers }: GatewayView, id: string): boolean =>
  servers.some(({ host, state }) => host === id && state === "DRAIN");
