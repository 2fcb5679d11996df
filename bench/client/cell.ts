/** Chunks of one answer. */
export const CHUNKS = 8;

/** ms between two chunks: at a thousand streams a Mac is slower, too. */
export const gapAt = (streams: number): number => (streams <= 64 ? 20 : streams <= 256 ? 50 : 250);

/** Streams at once, and how many requests are measured with them. */
export const CELLS: readonly { readonly streams: number; readonly requests: number }[] = [
  { streams: 1, requests: 40 },
  { streams: 8, requests: 200 },
  { streams: 64, requests: 960 },
  { streams: 256, requests: 1280 },
  { streams: 1000, requests: 2000 },
];

/** What one client saw in one cell; times in ns. */
export interface Seen {
  readonly cpuMicros: number;
  readonly chunks: number;
  /** Time to first token as the client saw it, less what the server took. */
  readonly first: readonly number[];
  /** From the server's write to the client's stamp, of every chunk. */
  readonly lag: readonly number[];
  /** Difference of each gap between two chunks. */
  readonly gap: readonly number[];
}

/** The pair of clocks in a chunk, ns. */
export interface Clocks {
  readonly arrived: bigint;
  readonly written: bigint;
}

/** One answer: when it was asked for, and each chunk with the client's stamp, ns. */
export interface Answer {
  readonly sent: bigint;
  readonly stamps: readonly bigint[];
  readonly clocks: readonly Clocks[];
}

const CLOCK = /"clock":\[(\d+),(\d+)\]/;

/** The clocks in the text of one event; `undefined` where it has none. */
export function clocksIn(text: string): Clocks | undefined {
  const [, arrived, written] = CLOCK.exec(text) ?? [];
  return arrived === undefined || written === undefined
    ? undefined
    : { arrived: BigInt(arrived), written: BigInt(written) };
}

/** The errors of one answer, ns. */
export function errorsOf({ sent, stamps, clocks }: Answer): Pick<Seen, "first" | "lag" | "gap"> {
  const pairs = clocks.map(({ arrived, written }, index) => ({
    arrived,
    written,
    seen: stamps[index] ?? 0n,
  }));
  return {
    first: pairs.slice(0, 1).map(({ arrived, written, seen }) => Number(seen - sent - (written - arrived))),
    lag: pairs.map(({ written, seen }) => Number(seen - written)),
    gap: pairs.slice(1).map(({ written, seen }, index) => {
      const before = pairs[index] ?? { seen, written };
      return Math.abs(Number(seen - before.seen - (written - before.written)));
    }),
  };
}
