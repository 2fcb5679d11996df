import type { HostWish } from "../wish.ts";

/** The lanes that the release of a host knows and its next one does not, though the pool still has them. */
export const leavingLanes = (
  { pool, host }: Pick<HostWish, "pool" | "host">,
  known: readonly string[],
): readonly string[] => known.filter((lane) => !host.lanes.includes(lane) && lane in pool.lanes);
