import type { Digest } from "./digest.ts";
import type { Milliseconds } from "./units.ts";

/** A class of work with its own streams, queue and keys. */
export interface Lane {
  readonly name: string;
  readonly owner: string;
  /** Streams that may run at once on one host. */
  readonly streams: number;
  /** Requests that may wait behind them, and for how long. */
  readonly queue: number;
  readonly queueTimeout: Milliseconds;
  /** Whose turn it is when a slot becomes free: 1 comes first, 99 last; equals in the order of arrival. */
  readonly priority: number;
  /** May ask for models that are marked premium. */
  readonly premium: boolean;
  readonly limits: LaneLimits;
  readonly models: readonly string[];
  /** Common names of client certificates, one of which has to be shown beside the key; absent: the key is enough. */
  readonly certificates?: readonly string[];
  readonly keys: readonly LaneKey[];
}

/** What one host lets through for a lane; a limit that is absent does not limit. */
export interface LaneLimits {
  /** Requests that are let through per minute, all keys of the lane together. */
  readonly requestsPerMinute?: number;
  /** Tokens per minute, all keys of the lane together, as a request asks for them: charged when it is let in. */
  readonly tokensPerMinute?: number;
  /** Requests of one key at once, running and waiting. */
  readonly keyStreams?: number;
  /** Tokens of one request: bytes of the body / 4, and the tokens it asks for. */
  readonly contextLimit?: number;
  /** When the lane is open, `HH:MM-HH:MM` in UTC, the end excluded; over midnight when it ends before it begins. */
  readonly hours?: readonly string[];
}

/** An API key as hosts know it: the hash only. */
export interface LaneKey {
  readonly id: string;
  readonly owner: string;
  readonly sha256: Digest;
  /** ISO date (UTC): the first day on which the key no longer opens the lane. */
  readonly expires?: string;
  /** Days for which it was issued, and its successor will be; absent: not known, or for ever. */
  readonly lasts?: number;
}

/** Whether a key opens its lane on a day (UTC). */
export const opensOn = ({ expires }: Pick<LaneKey, "expires">, day: string): boolean =>
  expires === undefined || expires > day;

/** How long a proxy remembers a key that is not used: the longest that a table of HAProxy may (2^31 ms). */
export const KEY_MEMORY = 24 * 86_400_000;
