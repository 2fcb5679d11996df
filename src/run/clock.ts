/** Time and chance as arguments: the only place where they enter the product. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  sleep(milliseconds: number): Promise<void>;
  /** Six characters that tell two runs of the same second apart. */
  nonce(): string;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
  nonce: () => Math.random().toString(36).slice(2, 8).padEnd(6, "0"),
};

/** `20261121-093012-k3x9ab`: sorts by time and reads well in a path. */
export function runId(clock: Clock): string {
  const iso = new Date(clock.now()).toISOString();
  return `${iso.slice(0, 19).replaceAll(/[-:]/g, "").replace("T", "-")}-${clock.nonce()}`;
}

export const isoTime = (clock: Clock): string => new Date(clock.now()).toISOString();
