import { resolve } from "node:path";
import type { Connection } from "../connectors/connection.ts";
import type { HostWish } from "../operations/wish.ts";
import type { Workspace } from "../store/workspace.ts";
import type { Ground } from "./act.ts";
import { doorTeller } from "./gateway/doors.ts";
import type { Scene } from "./scene.ts";

/** A host that is worked on over this connection. */
export interface Site {
  readonly wish: HostWish;
  readonly folders: Pick<Workspace, "home" | "inventory">;
  readonly connection: Connection;
}

/** Where the steps of a host are done; gateways are told of its doors. */
export function groundOf(scene: Scene, { wish, folders, connection }: Site): Ground {
  const { pool, layout } = wish;
  const [host, inventory] = [wish.host.id, folders.inventory];
  const tellGateways = doorTeller({ scene, pool: wish, inventory, host });
  return { connection, pool, host, layout, cache: resolve(folders.home), inventory, tellGateways };
}
