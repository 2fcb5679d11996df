import { type Bytes, bytes } from "../model/units.ts";
import type { HostWish } from "./wish.ts";

/** What the engine of the ladder's model is planned to need on a host: each of its models with all slots full of context. */
export function plannedMemory({ pool, host }: Pick<HostWish, "pool" | "host">): Bytes {
  const name = pool.models[pool.ladder.model]?.engine ?? "";
  const engine = pool.engines[name];
  if (engine === undefined) return bytes(0);
  const shares = host.models.flatMap((model) => {
    const wish = pool.models[model];
    if (wish?.engine !== name) return [];
    return [wish.weights + wish.kvPerToken * engine.contextLength * engine.parallel];
  });
  return bytes(shares.reduce((sum, share) => sum + share, 0));
}
