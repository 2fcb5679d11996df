/**
 * A program's share of memory in `/proc/PID/smaps_rollup`, bytes: its own pages, its part of shared ones, and what lies in swap.
 * Nearest to a Mac's phys_footprint. `undefined` when nothing could be read, as of another user's program.
 */
export function proportional(text: string): number | undefined {
  const sizes = ["Pss", "SwapPss"].map((name) => new RegExp(`^${name}:\\s+(\\d+) kB$`, "m").exec(text)?.[1]);
  return sizes.includes(undefined) ? undefined : sizes.reduce((sum, size) => sum + Number(size) * 1024, 0);
}
