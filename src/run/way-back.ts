import { type Digest, isDigest } from "../model/digest.ts";
import type { HostFacts } from "../model/facts.ts";
import { sentence } from "../model/failure.ts";
import type { HostEnd } from "../model/host-end.ts";
import { currentDigest } from "../operations/current.ts";
import { retreatSteps } from "../operations/retreat.ts";
import type { HostWish } from "../operations/wish.ts";
import { reachAgain } from "./absence.ts";
import { act, type Ground } from "./act.ts";
import { learn, over, reachHost } from "./reach.ts";
import type { Scene } from "./scene.ts";

/** What became of a host whose wanted release did not prove itself. */
export interface Settled {
  readonly outcome: HostEnd;
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
 * may be restarting. When the way back fails too, the host is asked once more how it was left, and that is said.
 */
export async function settle(
  scene: Scene,
  ground: Omit<Ground, "connection">,
  way: WayBack,
): Promise<Settled> {
  try {
    return await over(reachAgain(scene, way), (connection) => goBack(scene, { ...ground, connection }, way));
  } catch (error) {
    const text = `the way back failed: ${sentence(error)}`;
    scene.tell({ kind: "line", host: ground.host, text });
    return leftAs(way);
  }
}

/** How a host stands whose way back failed: closed, open all the same, or out of reach. */
async function leftAs({ wish, inventory }: WayBack): Promise<Settled> {
  try {
    const facts = await over(reachHost(wish, inventory), (connection) => learn(connection, wish));
    if (facts.current === undefined) return { outcome: "stopped" };
    return facts.drained ? { outcome: "unsettled" } : { outcome: "left-open", ...servingOf(facts) };
  } catch {
    return { outcome: "lost" };
  }
}

/** `stopped` when no release has ever passed here, `unchanged` when nothing had changed yet. */
async function goBack(scene: Scene, ground: Ground, { wish, why }: WayBack): Promise<Settled> {
  const facts = await learn(ground.connection, wish);
  if (facts.good === undefined && facts.current === undefined) return { outcome: "unchanged" };
  const steps = retreatSteps(wish, facts, why);
  await act(scene, ground, steps);
  if (steps.some(({ kind }) => kind === "noop"))
    return facts.drained ? { outcome: "held" } : { outcome: "unchanged", ...servingOf(facts) };
  if (facts.good === undefined) return { outcome: "stopped" };
  const now = await learn(ground.connection, wish);
  return now.drained ? { outcome: "rolled-back-closed" } : { outcome: "rolled-back", ...servingOf(now) };
}

function servingOf(facts: HostFacts): Pick<Settled, "serving"> {
  const digest = currentDigest(facts);
  return digest !== undefined && isDigest(digest) ? { serving: digest } : {};
}
