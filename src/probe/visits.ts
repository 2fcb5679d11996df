import { isSame, type Rung } from "../climb/progress.ts";
import type { Sample } from "../model/sample.ts";

/** What was sent at each rung and lap, also where a climb came to it several times. */
export class Visits {
  readonly #samples: Sample[] = [];

  take(sample: Sample): void {
    this.#samples.push(sample);
  }

  at(place: Rung): readonly Sample[] {
    return this.#samples.filter((sample) => isSame(sample, place));
  }

  /** Requests of a rung on all laps, so that none of the climb is sent twice. */
  requests(rung: number): number {
    return this.#samples.filter((sample) => sample.rung === rung).length;
  }
}
