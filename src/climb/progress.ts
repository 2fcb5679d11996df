import type { Standing } from "../gates/standing.ts";
import type { Climb } from "../model/climb.ts";
import { fewestAt } from "../model/looks.ts";
import type { Sample } from "../model/sample.ts";
import { isAfterRest } from "../model/stint.ts";
import type { LoadLane } from "../model/workload.ts";

/** A rung of one lap. */
export type Rung = Pick<Sample, "rung" | "lap">;

export const isSame = (one: Rung, other: Rung): boolean => one.rung === other.rung && one.lap === other.lap;

/** The requests of a climb that have ended, in that order, and how far its rungs have come by them. */
export class Progress {
  readonly samples: Sample[] = [];
  readonly returned: Sample[] = [];
  readonly #contract: Climb["contract"];
  /** Requests that have ended, by rung and lane. */
  readonly #ended = new Map<string, number>();
  /** Requests of each rung that counted at the last sample. */
  readonly #counted = new Map<number, number>();
  #here: Rung = { rung: 0 };
  /** When the last request of the latest rung ended, ms. */
  #latest = -Infinity;

  constructor(contract: Climb["contract"]) {
    this.#contract = contract;
  }

  /** The rung of the latest request. */
  get here(): Rung {
    return this.#here;
  }

  /** Where each rung stands that was climbed, from the lowest. */
  get climbed(): readonly Standing[] {
    return this.#contract.rungs.map((rung) => this.at({ rung })).filter(({ requests }) => requests > 0);
  }

  /** True for a request before which every one of the latest rung had ended. */
  isApart(sample: Sample): boolean {
    return !isSame(sample, this.#here) || isAfterRest(sample, this.#latest);
  }

  add(sample: Sample): void {
    const { rung, lap, lane, end } = sample;
    (lap === undefined ? this.samples : this.returned).push(sample);
    const key = keyOf(rung, lane);
    if (lap === undefined) this.#ended.set(key, (this.#ended.get(key) ?? 0) + 1);
    this.#latest = isSame(sample, this.#here) ? Math.max(this.#latest, end) : end;
    this.#here = { rung, ...(lap !== undefined && { lap }) };
  }

  at({ rung, lap }: Rung): Standing {
    if (lap !== undefined) return { rung, requests: this.returned.length, lap };
    const ended = (lane: LoadLane | undefined): number => this.#ended.get(keyOf(rung, lane)) ?? 0;
    return { rung, requests: fewestAt(this.#contract, rung, ended) };
  }

  /** A request of a lane that is ahead of the others moves nothing. */
  isNews({ rung, lap, requests }: Standing): boolean {
    if (lap !== undefined) return true;
    const isNews = this.#counted.get(rung) !== requests;
    this.#counted.set(rung, requests);
    return isNews;
  }
}

const keyOf = (rung: number, lane: LoadLane | undefined): string => `${rung} ${lane ?? ""}`;
