import { fewestAt } from "../model/looks.ts";
import type { LoadLane } from "../model/workload.ts";
import type { Turn } from "./caller.ts";
import type { ClientConfig, RungOrder } from "./message.ts";
import { type Seat, seatsOf, sizeAt } from "./seat.ts";

/** Hands out the requests of one rung, until every lane has its number or enough is said. */
export class Turns {
  readonly #order: RungOrder;
  readonly #workload: Pick<ClientConfig, "workload">;
  readonly #seats: readonly [Seat, ...Seat[]];
  readonly #begun = new Map<LoadLane | undefined, number>();
  #next: number;
  #isEnough = false;

  constructor(order: RungOrder, config: ClientConfig) {
    this.#order = order;
    this.#workload = config;
    this.#seats = seatsOf(config);
    this.#next = order.from;
  }

  get isOver(): boolean {
    const { rung, requests } = this.#order;
    return this.#isEnough || fewestAt(this.#workload, rung, (lane) => this.#count(lane)) >= requests;
  }

  /** Index of the next request. */
  get next(): number {
    return this.#next;
  }

  /** Nothing more is handed out. */
  end(): void {
    this.#isEnough = true;
  }

  /** What enough was said of is not enough. */
  goOn(): void {
    this.#isEnough = false;
  }

  /** The next request of the stream at a position. */
  take(position: number): Turn {
    const seat = this.#seat(position);
    const turn = this.#count(seat.lane);
    this.#begun.set(seat.lane, turn + 1);
    const index = this.#next;
    this.#next += 1;
    return { rung: this.#order.rung, index, purpose: "measure", seat, size: sizeAt(seat, turn) };
  }

  /** A request that opens a connection, and is discarded. */
  warm(position: number, index: number): Turn {
    const seat = this.#seat(position);
    return { rung: this.#order.rung, index, purpose: "warm", seat, size: sizeAt(seat, 0) };
  }

  #count(lane: LoadLane | undefined): number {
    return this.#begun.get(lane) ?? 0;
  }

  #seat(position: number): Seat {
    return this.#seats[position % this.#seats.length] ?? this.#seats[0];
  }
}
