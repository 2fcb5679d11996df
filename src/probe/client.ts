import { setTimeout as pause } from "node:timers/promises";
import { parentPort, workerData } from "node:worker_threads";
import { REST_MS } from "../model/stint.ts";
import { caller, type Turn } from "./caller.ts";
import { hearCanary } from "./canary-listener.ts";
import { clockSince } from "./clock.ts";
import { given } from "./given.ts";
import { watchLoop } from "./loop-delay.ts";
import { closedLoop, openLoop, warmUp } from "./loops.ts";
import type { ClientData, ClientMessage, ClientOrder, RungOrder } from "./message.ts";
import { chunkTimesOf, sampleOf } from "./sample-of.ts";
import { Turns } from "./turns.ts";

/** A rung that is climbed. */
interface Rung {
  readonly order: RungOrder;
  readonly turns: Turns;
  /** Its streams start so many ms from each other. */
  readonly apart: number;
}

/** A timer of 200 ms may fire after 199. */
const LONGER_MS = 50;

/** The measuring thread: climbs each rung it is told to, and reports every request as soon as it is over. */
export function client(): void {
  const data = workerData as ClientData;
  const { config } = data;
  const call = caller(data);
  const now = clockSince(data.origin);
  let here: Rung | undefined;

  async function climb(order: RungOrder): Promise<void> {
    const turns = new Turns(order, config);
    const apart = await warmUp(turns, { streams: order.rung, now }, call);
    here = { order, turns, apart };
    await load(here);
  }

  async function goOn(rung: Rung): Promise<void> {
    await pause(REST_MS + LONGER_MS);
    rung.turns.goOn();
    await load(rung);
  }

  async function load({ order, turns, apart }: Rung): Promise<void> {
    const { rung, lap, canaryPort } = order;
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
      ? closedLoop(turns, { streams: rung, apart }, run)
      : openLoop(turns, { streams: rung, perMinute, now }, run));
    const loopDelayP99 = loopDelay();
    isOver = true;
    await listening;
    say({ kind: "rung-done", rung, loopDelayP99 });
  }

  parentPort?.on("message", (order: ClientOrder) => {
    if (order === "enough") here?.turns.end();
    else if (order !== "go-on") void climb(order);
    else if (here !== undefined) void goOn(here);
  });
}

const say = (message: ClientMessage): void => parentPort?.postMessage(message);
