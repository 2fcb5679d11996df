import { setTimeout } from "node:timers/promises";

/** Time and chance as arguments: the only place where they enter the product. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Resolves after that time, or as soon as `over` is aborted. */
  sleep(milliseconds: number, over?: AbortSignal): Promise<void>;
  /** Six characters that tell two runs of the same second apart. */
  nonce(): string;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: (milliseconds, over) =>
    setTimeout(milliseconds, undefined, over && { signal: over }).catch(() => undefined),
  nonce: () => Math.random().toString(36).slice(2, 8).padEnd(6, "0"),
};

/** `20261121-093012-k3x9ab`: sorts by time and reads well in a path. */
export function runId(clock: Clock): string {
  const iso = new Date(clock.now()).toISOString();
  return `${iso.slice(0, 19).replaceAll(/[-:]/g, "").replace("T", "-")}-${clock.nonce()}`;
}

export const isoTime = (clock: Clock): string => new Date(clock.now()).toISOString();
