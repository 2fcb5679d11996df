import { chance } from "./chance.ts";
import type { Host } from "./host.ts";

const SLOTS = [1, 2, 4, 8] as const;
const SOFT = [0.5, 0.25, 0.125] as const;

/** A host and the rung at which it bends. */
export interface Known {
  readonly host: Host;
  readonly knee: number;
}

/** Hosts as they come: quick and slow, even and uneven, with few and many slots; one in four has no slots but slows down. */
export function hostOf(seed: number): Known {
  const { uniform } = chance(seed);
  const one = <T>(from: readonly [T, ...T[]]): T => from[Math.floor(uniform() * from.length)] ?? from[0];
  const pace = {
    prefill: 40 + 400 * uniform(),
    decode: 500 + 3000 * uniform(),
    spread: one([0.05, 0.15, 0.3, 0.5]),
    memory: one([0, 0.3, 0.6]),
  };
  const softness = one(SOFT);
  if (uniform() < 0.25) return { host: { ...pace, slots: 256, crowding: softness }, knee: 1 / softness };
  const slots = one(SLOTS);
  return { host: { ...pace, slots, crowding: one([0, 0.05, 0.1]) }, knee: slots };
}
