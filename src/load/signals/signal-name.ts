import type { Signal } from "../../model/signal.ts";

/** The numbers of a signal line. */
export const SIGNAL_NAMES = [
  "rss",
  "footprint",
  "swapUsed",
  "pressure",
  "thermal",
  "swapOuts",
  "compressor",
  "gpuBusy",
  "gpuMemory",
  "gpuResets",
  "eCores",
  "pCores",
  "power",
  "diskIo",
  "diskFree",
  "queue",
  "logErrors",
  "enginePid",
  "onBattery",
  "lowPower",
  "coTenants",
] as const satisfies readonly (keyof Signal)[];
export type SignalName = (typeof SIGNAL_NAMES)[number];

/** What one system is asked: the sections of the sampler's output, and the engine with all it started. */
export interface Asked {
  readonly section: (name: string) => string;
  readonly pids: readonly number[];
}

/** How a system says each signal; one that it never says has no reader. */
export type Readers = { readonly [Name in SignalName]?: (asked: Asked) => number | undefined };

/** The sum of what each member of the family has; without one member's share it is no reading at all. */
export function shared(
  { section, pids }: Asked,
  name: string,
  read: (text: string) => number | undefined,
): number | undefined {
  const shares = pids.map((pid) => read(section(`${name} ${pid}`)));
  if (shares.length === 0 || shares.includes(undefined)) return undefined;
  return shares.reduce<number>((sum, share) => sum + (share ?? 0), 0);
}
