import type { Sample } from "../../src/model/sample.ts";
import type { Chance } from "./chance.ts";

/** A host whose truth is known: an engine with slots, first come first served, in virtual time. */
export interface Host {
  readonly slots: number;
  /** Median time of the prompt and of the answer of a lonely request, ms. */
  readonly prefill: number;
  readonly decode: number;
  /** Standard deviation of the logarithm of both. */
  readonly spread: number;
  /** How alike the times of neighbouring requests are, 0 to 1. */
  readonly memory: number;
  /** Each further busy slot makes every answer slower by this part. */
  readonly crowding: number;
  /** This much slower per request sent, as when a machine heats up. */
  readonly heating?: number;
}

/** Where a rung begins: with which request, on which lap, and after how many ms in which nothing was asked. */
export interface Beginning {
  readonly rung: number;
  readonly from?: number;
  readonly lap?: number | undefined;
  readonly rest?: number;
}

/** The host while it is climbed: its time goes on from rung to rung. */
export class Climbed {
  readonly #host: Host;
  readonly #chance: Chance;
  #noise = 0;
  #now = 0;
  #sent = 0;

  constructor(host: Host, chance: Chance) {
    this.#host = host;
    this.#chance = chance;
    this.#noise = chance.normal();
  }

  /** The requests of a rung in the order in which they end, without end: the next is sent as soon as one has ended. */
  *rung({ rung, from = 0, lap, rest = 0 }: Beginning): Generator<Sample> {
    const start = this.#now + rest;
    const free = Array.from({ length: this.#host.slots }, () => start);
    const waiting: Sample[] = Array.from({ length: rung }, (_, stream) =>
      this.#request({ rung, index: from + stream, sent: start + 10 * stream }, free),
    );
    for (let index = from + rung; ; index += 1) {
      const first = waiting.reduce((least, one) => (one.end < least.end ? one : least));
      this.#now = first.end;
      yield lap === undefined ? first : { ...first, lap };
      waiting[waiting.indexOf(first)] = this.#request({ rung, index, sent: first.end }, free);
    }
  }

  #request(at: Pick<Sample, "rung" | "index" | "sent">, free: number[]): Sample {
    const { slots, prefill, decode, crowding } = this.#host;
    const slot = free.indexOf(Math.min(...free));
    const begin = Math.max(at.sent, free[slot] ?? 0);
    const crowd = 1 + crowding * (Math.min(at.rung, slots) - 1);
    const slowness = crowd * this.#step() * (1 + (this.#host.heating ?? 0) * this.#sent);
    this.#sent += 1;
    const firstToken = begin + prefill * slowness;
    const end = firstToken + decode * slowness;
    free[slot] = end;
    return { host: "sim", ...at, firstToken, end, ...ANSWER };
  }

  /** A lognormal factor that remembers the one before. */
  #step(): number {
    const { memory, spread } = this.#host;
    this.#noise = memory * this.#noise + Math.sqrt(1 - memory * memory) * this.#chance.normal();
    return Math.exp(spread * this.#noise);
  }
}

const ANSWER = {
  chunks: 32,
  gapMax: 20,
  gapMean: 13,
  promptTokens: 256,
  outputTokens: 32,
  outcome: "ok",
  status: 200,
  error: "",
} as const;
