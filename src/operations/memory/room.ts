import { growthOf, reserveOf, type WholePlan } from "../../model/memory.ts";
import { formatSize } from "../../model/units.ts";
import type { MemoryGround } from "./engine-memory.ts";
import { hostMemory, wiredLimitOf } from "./host-memory.ts";

/**
 * Why a host does not hold these engines a second time, with the arithmetic; `undefined` when it does. `now`: what the release that
 * serves is planned to hold. First the new ones come beside what serves now, and then beside themselves, so the larger counts.
 */
export function noRoomFor(
  ground: MemoryGround,
  engines: readonly string[],
  now: WholePlan | undefined,
): string | undefined {
  const plan = hostMemory(ground);
  if (plan.unknown[0] !== undefined) return plan.unknown[0];
  if (now === undefined) return UNTOLD;
  const twice = plan.engines.filter(({ engine }) => engines.includes(engine));
  const both = (of: keyof WholePlan): number =>
    Math.max(plan[of], now[of]) + twice.reduce((sum, engine) => sum + engine[of], 0);
  return tooMuch(ground, { bytes: both("bytes"), wired: both("wired") });
}

/** The same of two releases, each whole. */
export const noRoomForBoth = (
  ground: Pick<MemoryGround, "pool" | "host">,
  ...[a, b]: readonly [WholePlan | undefined, WholePlan | undefined]
): string | undefined =>
  a === undefined || b === undefined
    ? UNTOLD
    : tooMuch(ground, { bytes: a.bytes + b.bytes, wired: a.wired + b.wired });

const UNTOLD = "a release does not say what it holds";

function tooMuch({ pool, host }: Pick<MemoryGround, "pool" | "host">, plan: WholePlan): string | undefined {
  const [reserve, limit] = [reserveOf(pool.memory, host.memory), wiredLimitOf(host)];
  const bytes = Math.ceil(plan.bytes * (1 + growthOf(pool.memory)));
  if (bytes + reserve > host.memory)
    return `old and new would take ${formatSize(bytes)} beside the ${formatSize(reserve)} of macOS, of ${formatSize(host.memory)}`;
  return plan.wired <= limit.bytes
    ? undefined
    : `the GPU would wire ${formatSize(plan.wired)} for old and new, and may ${formatSize(limit.bytes)}`;
}
