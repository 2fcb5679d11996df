import type { Climb } from "../../src/model/climb.ts";
import type { ClientContract } from "../../src/model/contract.ts";
import { digestOf } from "../../src/model/digest.ts";
import type { Sample } from "../../src/model/sample.ts";
import type { Signal } from "../../src/model/signal.ts";
import { TERMS } from "./terms.ts";

/** How one pretended Mac answers. Times in ms, sizes in bytes. */
export interface Temper {
  readonly host: string;
  readonly seed: number;
  readonly slots: number;
  readonly prefill: number;
  readonly decode: number;
  /** How much slower each further busy slot makes everything. */
  readonly crowding: number;
  /** Swap that grows per second from this rung on. */
  readonly swap?: { readonly from: number; readonly perSecond: number };
  /** Indexes at the last rung that end without `[DONE]`; where there are some, a proxy gave every request an id. */
  readonly cut: readonly number[];
  readonly thermal?: readonly number[];
  /** Event-loop delay p99 at the last rung. */
  readonly late: number;
}

const GIB = 1024 ** 3;
export const LADDER = digestOf("ladder.mjs");

const CONTRACT: ClientContract = {
  ...TERMS,
  model: "qwen3:4b",
  rungs: [1, 2, 4, 8],
  requests: 80,
};

export const MAC_01: Temper = {
  host: "mac-01",
  seed: 7,
  slots: 4,
  prefill: 148,
  decode: 520,
  crowding: 0.16,
  cut: [],
  late: 1.9,
};

export const MAC_02: Temper = {
  host: "mac-02",
  seed: 23,
  slots: 4,
  prefill: 210,
  decode: 690,
  crowding: 0.77,
  swap: { from: 4, perSecond: 0.055 * GIB },
  cut: [41, 77],
  thermal: [0, 0, 1, 2],
  late: 64.2,
};

/** Numbers in [0, 1) that are the same on every machine (mulberry32). */
export function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

const earliest = (times: readonly number[]): number => times.indexOf(Math.min(...times));

function rungSamples(temper: Temper, rung: number, from: number): readonly Sample[] {
  const random = chance(temper.seed * 100 + rung);
  const streams = Array.from({ length: rung }, (_, index) => from + index * 2);
  const slots = Array.from({ length: temper.slots }, () => from);
  const crowd = 1 + temper.crowding * (Math.min(rung, temper.slots) - 1);
  return Array.from({ length: CONTRACT.requests }, (_, index) => {
    const stream = earliest(streams);
    const slot = earliest(slots);
    const sent = streams[stream] ?? from;
    const spread = 0.82 + 0.36 * random() + (random() > 0.95 ? 0.8 * random() : 0);
    const firstToken = Math.max(sent, slots[slot] ?? from) + temper.prefill * crowd * spread;
    const end = firstToken + temper.decode * crowd * (0.9 + 0.2 * random());
    streams[stream] = end + 1;
    slots[slot] = end;
    return sample(temper, { rung, index, sent, firstToken, end });
  });
}

type Times = Pick<Sample, "rung" | "index" | "sent" | "end"> & { readonly firstToken: number };

function sample(temper: Temper, times: Times): Sample {
  const cut = times.rung === CONTRACT.rungs.at(-1) && temper.cut.includes(times.index);
  const gap = (times.end - times.firstToken) / 31;
  const common = {
    host: temper.host,
    ...times,
    gapMax: gap * 1.7,
    gapMean: gap,
    promptTokens: 256,
    status: 200,
    ...(temper.cut.length > 0 && { id: `${temper.host}-${times.rung}-${times.index}` }),
  };
  return cut
    ? { ...common, chunks: 11, outcome: "cut-short", error: "stream ended without [DONE]" }
    : { ...common, chunks: 32, outputTokens: 32, outcome: "ok", error: "" };
}

function signalAt(temper: Temper, at: number, samples: readonly Sample[]): Signal {
  const rung = samples.findLast((one) => one.sent <= at)?.rung ?? 1;
  const since = samples.find((one) => one.rung === temper.swap?.from)?.sent ?? Number.POSITIVE_INFINITY;
  const swapUsed = 0.25 * GIB + Math.max(0, (at - since) / 1000) * (temper.swap?.perSecond ?? 0);
  const footprint = 3.1 * GIB + rung * 0.32 * GIB;
  const thermal = temper.thermal?.[CONTRACT.rungs.indexOf(rung)];
  const pressure = swapUsed > 2 * GIB ? 2 : 1;
  return {
    host: temper.host,
    at,
    rung,
    rss: Math.round(footprint * 0.82),
    footprint: Math.round(footprint),
    swapUsed: Math.round(swapUsed),
    pressure,
    ...(thermal === undefined ? {} : { thermal }),
  };
}

/** A climb as a Mac of this temper would bring it home: a closed loop before a few slots, a signal per second. */
export function fakeClimb(temper: Temper): Climb {
  const samples: Sample[] = [];
  for (const rung of CONTRACT.rungs) {
    const from = Math.max(0, ...samples.map((one) => one.end)) + (samples.length === 0 ? 0 : 1500);
    samples.push(...rungSamples(temper, rung, from));
  }
  const seconds = Math.floor(Math.max(...samples.map((one) => one.end)) / 1000);
  return {
    host: temper.host,
    revision: LADDER,
    contract: CONTRACT,
    startedAt: "2026-11-20T22:12:31Z",
    samples,
    signals: Array.from({ length: seconds }, (_, second) => signalAt(temper, second * 1000, samples)),
    doubts: CONTRACT.rungs.map((rung, index) => {
      const loopDelayP99 = index === CONTRACT.rungs.length - 1 ? temper.late : 0.4 + rung * 0.19;
      return { rung, loopDelayP99, inFlight: rung * 0.993 };
    }),
  };
}
