import type { Connection } from "../connectors/connection.ts";
import { Failure } from "../model/failure.ts";
import { type Milliseconds, milliseconds } from "../model/units.ts";
import type { HostWish } from "../operations/wish.ts";
import { reachHost } from "./reach.ts";
import type { Scene } from "./scene.ts";

/** How long a host may stay away that was there a moment ago. */
const ABSENCE = milliseconds(30_000);

/** How often a host that is away is looked for. */
const LOOK_AGAIN = milliseconds(2000);

/** A host that may be restarting. */
export interface Absent {
  readonly wish: HostWish;
  readonly inventory: string;
  /** How long it may stay away; default: 30 s. */
  readonly patience?: Milliseconds;
}

/**
 * A connection of its own to a host that may be restarting: the one before, if any, may be what broke. Throws
 * `host-unreachable` after its patience, and what else keeps a host from being reached at once.
 */
export async function reachAgain({ clock, tell }: Scene, absent: Absent): Promise<Connection> {
  const { wish, inventory, patience = ABSENCE } = absent;
  const end = clock.now() + patience;
  for (let tries = 0; ; tries += 1) {
    try {
      return await reachHost(wish, inventory);
    } catch (error) {
      const isAway = error instanceof Failure && error.code === "host-unreachable";
      if (!isAway || clock.now() + LOOK_AGAIN > end) throw error;
      if (tries === 0) tell({ kind: "line", host: wish.host.id, text: AWAY });
      await clock.sleep(LOOK_AGAIN);
    }
  }
}

const AWAY = "it cannot be reached: it may be restarting; looking again";
