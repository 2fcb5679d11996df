// One client in a program of its own: NAME PORT STREAMS REQUESTS, or NAME PORT STREAMS 0 SECONDS for requests a second.
import { setTimeout as pause } from "node:timers/promises";
import { ASKS, type Ask, type ClientName } from "./asks.ts";
import { type Answer, type Seen, takeErrors } from "./cell.ts";

const [name, port, ...numbers] = process.argv.slice(2);
const [streams = 1, requests = 0, seconds = 0] = numbers.map(Number);
const ask = ASKS[name as ClientName](`http://127.0.0.1:${port}`, streams);

/** Answers that each stream discards: by then the code is compiled, as it is after the first rungs of a climb. */
const WARM_UP = 4;

/** Streams start so many ms apart, so that no burst of first requests is measured. */
const FEATHER_MS = 2;

/** What has been seen, and what it cost, since the first request that counts. */
class Tally {
  readonly seen = { first: [] as number[], lag: [] as number[], gap: [] as number[] };
  #chunks = 0;
  #begun: NodeJS.CpuUsage | undefined;

  begin(): void {
    this.#begun ??= process.cpuUsage();
  }

  take(answer: Answer, isMeasured: boolean): void {
    if (this.#begun !== undefined) this.#chunks += answer.stamps.length;
    if (isMeasured) takeErrors(answer, this.seen);
  }

  get result(): Seen {
    const { user, system } = process.cpuUsage(this.#begun);
    return { ...this.seen, chunks: this.#chunks, cpuMicros: user + system };
  }
}

/** What each stream asks first is discarded. */
async function measured(one: Ask): Promise<Seen> {
  const tally = new Tally();
  let left = requests;
  const stream = async (position: number): Promise<void> => {
    await pause(position * FEATHER_MS);
    for (let count = 0; count < WARM_UP; count += 1) tally.take(await one(`/stream?${streams}`), false);
    tally.begin();
    while (left-- > 0) tally.take(await one(`/stream?${streams}`), true);
  };
  await Promise.all(Array.from({ length: streams }, (_, position) => stream(position)));
  return tally.result;
}

async function rate(one: Ask): Promise<number> {
  let count = 0;
  const end = performance.now() + 1000 * seconds;
  const stream = async (): Promise<void> => {
    while (performance.now() < end) {
      await one("/now");
      count += 1;
    }
  };
  await one("/now");
  await Promise.all(Array.from({ length: streams }, stream));
  return count / seconds;
}

process.stdout.write(`${JSON.stringify(await (seconds > 0 ? rate(ask) : measured(ask)))}\n`, () =>
  process.exit(0),
);
