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

/** One answer. All times are ns of the machine's clock, which a number holds exactly for a hundred days after its start. */
export interface Answer {
  readonly sent: number;
  /** The client's, of each chunk. */
  readonly stamps: readonly number[];
  /** The server's, two of each chunk: when the request had arrived, and when the chunk was written. */
  readonly clocks: readonly number[];
}

/** The machine's clock now, ns. */
export const nanosNow = (): number => Number(process.hrtime.bigint());

const HEAD = '"clock":[';

/** Adds the clocks in the text of one event, where it has some. No more is made than the two numbers: what a bench throws away its client has to sweep. */
export function takeClocks(text: string, clocks: number[]): boolean {
  const at = text.indexOf(HEAD);
  if (at < 0) return false;
  const comma = text.indexOf(",", at);
  clocks.push(Number(text.slice(at + HEAD.length, comma)));
  clocks.push(Number(text.slice(comma + 1, text.indexOf("]", comma))));
  return true;
}

/** What has been seen so far, to be added to. */
export type Sight = Readonly<Record<"first" | "lag" | "gap", number[]>>;

/** Adds the errors of one answer, ns. */
export function takeErrors({ sent, stamps, clocks }: Answer, { first, lag, gap }: Sight): void {
  for (let index = 0; index < stamps.length; index += 1) {
    const [arrived, written, seen] = [clocks[2 * index] ?? 0, clocks[2 * index + 1] ?? 0, stamps[index] ?? 0];
    if (index === 0) first.push(seen - sent - (written - arrived));
    lag.push(seen - written);
    if (index > 0)
      gap.push(Math.abs(seen - (stamps[index - 1] ?? 0) - (written - (clocks[2 * index - 1] ?? 0))));
  }
}
