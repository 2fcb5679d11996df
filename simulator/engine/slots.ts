interface Waiter {
  readonly places: number;
  readonly take: () => void;
}

/** The slots of a loaded model: first come, first served, and no bound on those who wait. */
export class Slots {
  readonly size: number;
  #busy = 0;
  #taken = 0;
  readonly #waiting: Waiter[] = [];

  constructor(size: number) {
    this.size = size;
  }

  /** Streams that run. */
  get busy(): number {
    return this.#busy;
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  /** Resolves when `places` slots are free (all of them for a stream that runs alone); rejects when `signal` aborts. */
  acquire(signal: AbortSignal, places = 1): Promise<void> {
    signal.throwIfAborted();
    if (this.#waiting.length === 0 && this.#fits(places)) {
      this.#take(places);
      return Promise.resolve();
    }
    return new Promise((resolve, reject) => {
      const waiter: Waiter = {
        places,
        take: () => {
          signal.removeEventListener("abort", give);
          resolve();
        },
      };
      const give = () => {
        this.#waiting.splice(this.#waiting.indexOf(waiter), 1);
        reject(signal.reason as Error);
        this.#serve();
      };
      signal.addEventListener("abort", give, { once: true });
      this.#waiting.push(waiter);
    });
  }

  release(places = 1): void {
    this.#busy -= 1;
    this.#taken -= places;
    this.#serve();
  }

  #fits(places: number): boolean {
    return this.#taken + places <= this.size;
  }

  #take(places: number): void {
    this.#busy += 1;
    this.#taken += places;
  }

  /** Those in front first: a stream that wants all slots lets the others end before it. */
  #serve(): void {
    for (
      let next = this.#waiting[0];
      next !== undefined && this.#fits(next.places);
      next = this.#waiting[0]
    ) {
      this.#waiting.shift();
      this.#take(next.places);
      next.take();
    }
  }
}
