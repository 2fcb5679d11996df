import { setTimeout as pause } from "node:timers/promises";
import { parentPort, workerData } from "node:worker_threads";
import { caller } from "./caller.ts";
import { watchLoop } from "./loop-delay.ts";
import type { ClientData, ClientMessage, ClientOrder, RungOrder } from "./message.ts";
import { chunkTimesOf, sampleOf } from "./sample-of.ts";

/** Discarded requests before a rung, at least: the first ones of a program are 5 to 50 ms slow. */
const WARM_UP = 3;
/** Streams start this many ms apart, so that no burst of first requests is measured. */
const FEATHER_MS = 10;

/** The measuring thread: climbs each rung it is told to, and reports every request as soon as it is over. */
export function client(): void {
  const { config, ...data } = workerData as ClientData;
  const call = caller({ config, ...data });

  let isEnough = false;

  async function climb({ rung, requests, from, lap }: RungOrder): Promise<void> {
    isEnough = false;
    await warmUp(rung, (index) => call({ rung, index, purpose: "warm" }));
    const loopDelay = watchLoop();
    const span = { from, until: () => (isEnough ? 0 : from + requests) };
    await closedLoop(rung, span, async (index) => {
      const timed = await call({ rung, index, purpose: "measure" });
      const place = { host: config.host, rung, index, ...(lap !== undefined && { lap }) };
      say({ kind: "sample", sample: sampleOf(place, timed), chunks: chunkTimesOf(place, timed) });
    });
    say({ kind: "rung-done", rung, loopDelayP99: loopDelay() });
  }

  parentPort?.on("message", (order: ClientOrder) => {
    if (order === "enough") isEnough = true;
    else void climb(order);
  });
}

/** All streams at once, so that each opens its own connection; what they bring home is discarded. */
async function warmUp(streams: number, run: (index: number) => Promise<unknown>): Promise<void> {
  const turns = Math.ceil(WARM_UP / streams);
  const stream = async (_: unknown, position: number) => {
    for (let turn = 0; turn < turns; turn += 1) await run(turn * streams + position);
  };
  await Promise.all(Array.from({ length: streams }, stream));
}

/** Which requests are sent: the end may come nearer while they are. */
interface Span {
  readonly from: number;
  readonly until: () => number;
}

/** Each stream takes the next request as soon as its last one has ended. */
async function closedLoop(
  streams: number,
  { from, until }: Span,
  run: (index: number) => Promise<void>,
): Promise<void> {
  let next = from;
  const stream = async (_: unknown, position: number) => {
    await pause(position * FEATHER_MS);
    while (next < until()) {
      const index = next;
      next += 1;
      await run(index);
    }
  };
  await Promise.all(Array.from({ length: streams }, stream));
}

const say = (message: ClientMessage): void => parentPort?.postMessage(message);
