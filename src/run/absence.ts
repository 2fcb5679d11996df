import type { Connection } from "../connectors/connection.ts";
import { Failure } from "../model/failure.ts";
import type { HostWish } from "../operations/wish.ts";
import { reachHost } from "./reach.ts";
import type { Scene } from "./scene.ts";

/** How long a host may stay away that was there a moment ago, and how often it is looked for; milliseconds. */
const ABSENCE = 30_000;
const LOOK_AGAIN = 2000;

/**
 * A connection of its own to a host that was there a moment ago: the one before may be what broke, and the host may be
 * restarting. Throws `host-unreachable` after 30 s, and what else keeps a host from being reached at once.
 */
export async function reachAgain(
  { clock }: Pick<Scene, "clock">,
  wish: HostWish,
  inventory: string,
): Promise<Connection> {
  const end = clock.now() + ABSENCE;
  for (;;) {
    try {
      return await reachHost(wish, inventory);
    } catch (error) {
      const isAway = error instanceof Failure && error.code === "host-unreachable";
      if (!isAway || clock.now() + LOOK_AGAIN > end) throw error;
      await clock.sleep(LOOK_AGAIN);
    }
  }
}
