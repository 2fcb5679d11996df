import { Growth } from "../load/signal-peaks.ts";
import type { Reading } from "../load/signals/reading.ts";
import type { Sample } from "../model/sample.ts";
import type { Canary } from "./canary.ts";
import type { Clock } from "./clock.ts";
import type { EvidenceFiles } from "./evidence-files.ts";
import { given } from "./given.ts";
import { tell } from "./line.ts";
import type { RoundTrip } from "./round-trip.ts";

/** What stands beside the requests of a climb. */
interface Surroundings {
  readonly host: string;
  readonly now: Clock;
  readonly files: Pick<EvidenceFiles, "signal">;
  readonly canary: Pick<Canary, "take">;
  /** To a server behind a tunnel. */
  readonly way: Pick<RoundTrip, "latest"> | undefined;
}

/** Writes down what is read beside the requests, and knows how far swap has grown and which signals are missing. */
export class SignalWatch {
  readonly #around: Surroundings;
  readonly #swap = new Growth();
  /** Signals that the last reading lacked, and those that were told. */
  #missing: readonly string[] = [];
  #told = "";

  constructor(around: Surroundings) {
    this.#around = around;
  }

  take({ values, missing, coTenantNames }: Reading, place: Pick<Sample, "rung" | "lap">): void {
    const { host, now, files, canary, way } = this.#around;
    const beside = { coTenantNames, roundTrip: way?.latest, canaryLate: canary.take() };
    files.signal({ ...{ host, at: now(), ...place, ...values }, ...given(beside) });
    if (values.swapUsed !== undefined) this.#swap.take(values.swapUsed);
    this.#missing = missing;
  }

  /** Bytes, since the climb began; nothing where swap is not read. */
  get swapped(): { readonly swapGrowth?: number } {
    return given({ swapGrowth: this.#swap.sofar });
  }

  /** At the end of a rung, because programs that stand beside the climb need a second or two for their first reading. */
  tellMissing(): void {
    const names = this.#missing;
    if (names.join() === this.#told) return;
    this.#told = names.join();
    tell({ kind: "signals-missing", names });
  }
}
