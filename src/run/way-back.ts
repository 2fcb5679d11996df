import { type Digest, isDigest } from "../model/digest.ts";
import { sentence } from "../model/failure.ts";
import type { HostResult } from "../model/gate.ts";
import { currentDigest } from "../operations/current.ts";
import { retreatSteps } from "../operations/retreat.ts";
import type { HostWish } from "../operations/wish.ts";
import { reachAgain } from "./absence.ts";
import { act, type Ground } from "./act.ts";
import { learn, over } from "./reach.ts";
import type { Scene } from "./scene.ts";

/** What became of a host whose wanted release did not prove itself. */
export interface Settled {
  readonly outcome: HostResult["outcome"];
  /** What it serves now, as the host itself says; absent when nothing serves or the host cannot be asked. */
  readonly serving?: Digest;
}

/** Whose way back it is, and why it is taken. */
export interface WayBack {
  readonly wish: HostWish;
  readonly inventory: string;
  readonly why: string;
}

/**
 * Back to the last release that passed, over a connection of its own: the one before may be what broke, and the host
 * may be restarting. When the way back fails too, the host is left closed and that is said.
 */
export async function settle(
  scene: Scene,
  ground: Omit<Ground, "connection">,
  way: WayBack,
): Promise<Settled> {
  try {
    return await over(reachAgain(scene, way.wish, way.inventory), (connection) =>
      goBack(scene, { ...ground, connection }, way),
    );
  } catch (error) {
    const text = `the way back failed: ${sentence(error)}`;
    scene.tell({ kind: "line", host: ground.host, text });
    return { outcome: "unsettled" };
  }
}

/** `stopped` when no release has ever passed here, `untouched` when nothing had changed yet. */
async function goBack(scene: Scene, ground: Ground, { wish, why }: WayBack): Promise<Settled> {
  const facts = await learn(ground.connection, wish);
  const serving = (): Promise<Pick<Settled, "serving">> => nowServing(ground, wish);
  if (facts.good === undefined && facts.current === undefined) return { outcome: "untouched" };
  const steps = retreatSteps(wish, facts, why);
  if (steps.every(({ kind }) => kind === "noop")) return { outcome: "untouched", ...(await serving()) };
  await act(scene, ground, steps);
  return facts.good === undefined ? { outcome: "stopped" } : { outcome: "rolled-back", ...(await serving()) };
}

async function nowServing({ connection }: Ground, wish: HostWish): Promise<Pick<Settled, "serving">> {
  const digest = currentDigest(await learn(connection, wish));
  return digest !== undefined && isDigest(digest) ? { serving: digest } : {};
}
