import type { Ending, LaneRequest, ProxySnapshot } from "../model/lane-load.ts";

/** Upper bounds in milliseconds: from a hop on loopback to a prefill that takes minutes. */
export const BOUNDS = [10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000, 30_000, 60_000, 120_000, 300_000];

/** Counts per bound, not cumulated; the last one is above all bounds. */
export interface Histogram {
  readonly counts: readonly number[];
  /** Milliseconds. */
  readonly sum: number;
}

/** What a lane did since the first look. */
export interface LaneTally {
  readonly wait: Histogram;
  readonly firstByte: Histogram;
  readonly tokens: number;
  readonly endings: Readonly<Partial<Record<Ending, number>>>;
  /** Refusals by their code. */
  readonly reasons: Readonly<Record<string, number>>;
}

/** The lanes of one proxy by name; `""` holds requests without a valid key. */
export interface ProxyTally {
  readonly lanes: Readonly<Record<string, LaneTally>>;
  /** How often lines may have been lost: the proxy started anew, or its log ran over between two looks. */
  readonly gaps: number;
  /** Request ids of the last look. */
  readonly known: ReadonlySet<string>;
}

const NO_TIMES: Histogram = { counts: Array(BOUNDS.length + 1).fill(0), sum: 0 };
const NO_LANE: LaneTally = { wait: NO_TIMES, firstByte: NO_TIMES, tokens: 0, endings: {}, reasons: {} };
export const NO_TALLY: ProxyTally = { lanes: {}, gaps: 0, known: new Set() };

/** One more time; absent times are no zero. */
export function counted({ counts, sum }: Histogram, time: number | undefined): Histogram {
  if (time === undefined) return { counts, sum };
  const above = BOUNDS.findIndex((bound) => time <= bound);
  const at = above < 0 ? BOUNDS.length : above;
  return { counts: counts.map((count, index) => (index === at ? count + 1 : count)), sum: sum + time };
}

const bumped = (counts: Readonly<Record<string, number>>, name: string | undefined) =>
  name === undefined ? counts : { ...counts, [name]: (counts[name] ?? 0) + 1 };

/** Tokens count when a request was let in; what a rule refused asked for nothing. */
const withRequest = (lane: LaneTally, request: LaneRequest): LaneTally => ({
  wait: counted(lane.wait, request.wait),
  firstByte: counted(lane.firstByte, request.firstByte),
  tokens: lane.tokens + (request.wait === undefined ? 0 : request.tokens),
  endings: bumped(lane.endings, request.ending),
  reasons: bumped(lane.reasons, request.reason),
});

/**
 * Adds the requests that the last look did not show. When it showed some and none of them is left, lines may have been lost,
 * and that is counted.
 */
export function looked(before: ProxyTally, { requests }: Pick<ProxySnapshot, "requests">): ProxyTally {
  const fresh = requests.filter(({ id }) => !before.known.has(id));
  const isGap = before.known.size > 0 && fresh.length === requests.length;
  const lanes: Record<string, LaneTally> = { ...before.lanes };
  for (const request of fresh) lanes[request.lane] = withRequest(lanes[request.lane] ?? NO_LANE, request);
  return { lanes, gaps: before.gaps + (isGap ? 1 : 0), known: new Set(requests.map(({ id }) => id)) };
}
