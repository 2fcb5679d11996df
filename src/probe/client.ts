import { parentPort, workerData } from "node:worker_threads";
import { caller, type Turn } from "./caller.ts";
import { hearCanary } from "./canary-listener.ts";
import { clockSince } from "./clock.ts";
import { given } from "./given.ts";
import { watchLoop } from "./loop-delay.ts";
import { closedLoop, openLoop, warmUp } from "./loops.ts";
import type { ClientData, ClientMessage, ClientOrder, RungOrder } from "./message.ts";
import { chunkTimesOf, sampleOf } from "./sample-of.ts";
import { Turns } from "./turns.ts";

/** The measuring thread: climbs each rung it is told to, and reports every request as soon as it is over. */
export function client(): void {
  const data = workerData as ClientData;
  const { config } = data;
  const call = caller(data);
  const now = clockSince(data.origin);
  let turns: Turns | undefined;

  async function climb(order: RungOrder): Promise<void> {
    const { rung, lap, canaryPort } = order;
    const own = new Turns(order, config);
    turns = own;
    const apart = await warmUp(own, { streams: rung, now }, call);
    const loopDelay = watchLoop();
    let isOver = false;
    const listening = hearCanary({ port: canaryPort, origin: data.origin, isOver: () => isOver }, (heard) =>
      say({ kind: "canary", heard }),
    );
    const run = async (turn: Turn, planned?: number): Promise<void> => {
      const timed = await call(turn);
      const { index, seat } = turn;
      const place = { host: config.host, rung, index, ...given({ lap, planned, lane: seat.lane }) };
      say({ kind: "sample", sample: sampleOf(place, timed), chunks: chunkTimesOf(place, timed) });
    };
    const perMinute = config.workload?.perMinute;
    await (perMinute === undefined
      ? closedLoop(own, { streams: rung, apart }, run)
      : openLoop(own, { order, perMinute, now }, run));
    const loopDelayP99 = loopDelay();
    isOver = true;
    await listening;
    say({ kind: "rung-done", rung, loopDelayP99 });
  }

  parentPort?.on("message", (order: ClientOrder) => {
    if (order === "enough") turns?.end();
    else void climb(order);
  });
}

const say = (message: ClientMessage): void => parentPort?.postMessage(message);
