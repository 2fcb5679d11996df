import { growthOf, type HostMemory } from "../../model/memory.ts";
import { formatSize } from "../../model/units.ts";
import type { WholePlan } from "../memory-plan.ts";
import type { MemoryGround } from "./engine-memory.ts";
import { hostMemory } from "./host-memory.ts";

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
  if (now === undefined) return "the release that serves does not say what it holds";
  const twice = plan.engines.filter(({ engine }) => engines.includes(engine));
  const both = (of: keyof WholePlan): number =>
    Math.max(plan[of], now[of]) + twice.reduce((sum, engine) => sum + engine[of], 0);
  return tooMuch(ground, plan, both("bytes")) ?? tooMuchWired(plan, both("wired"));
}

function tooMuch({ pool }: MemoryGround, { reserve, memory }: HostMemory, bytes: number): string | undefined {
  const whole = Math.ceil(bytes * (1 + growthOf(pool.memory))) + reserve;
  if (whole <= memory) return undefined;
  return `old and new would take ${formatSize(whole - reserve)} beside the ${formatSize(reserve)} of macOS, of ${formatSize(memory)}`;
}

const tooMuchWired = ({ wiredLimit }: HostMemory, wired: number): string | undefined =>
  wired <= wiredLimit.bytes
    ? undefined
    : `the GPU would wire ${formatSize(wired)} for old and new, and may ${formatSize(wiredLimit.bytes)}`;
