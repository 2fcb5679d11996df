/** One key on one host: `0` seconds ago while a request of it runs, nothing when it was not used since the proxy started. */
export interface UseLine {
  readonly key: string;
  readonly host: string;
  readonly ago?: number;
  readonly requests?: number;
  /** Seconds since the proxy of that host started. */
  readonly uptime?: number;
  readonly failure?: string;
}

const SPANS = [
  [86_400, "d"],
  [3600, "h"],
  [60, "min"],
  [1, "s"],
] as const;

/** `3 h`: the largest unit that fits, rounded down. */
function span(seconds: number): string {
  const [size, unit] = SPANS.find(([length]) => seconds >= length) ?? ([1, "s"] as const);
  return `${Math.floor(seconds / size)} ${unit}`;
}

/** What a person reads in the column `last use`. */
export function lastUse({ ago, requests, uptime, failure }: UseLine): string {
  if (failure !== undefined) return `unknown: ${failure}`;
  if (ago === undefined) return `not in the ${span(uptime ?? 0)} since the proxy started`;
  const count = `${requests ?? 0} request${requests === 1 ? "" : "s"}`;
  return ago === 0 ? `now, ${count}` : `${span(ago)} ago, ${count}`;
}
