import type { NoiseFloor } from "../model/baseline.ts";
import type { Climb } from "../model/climb.ts";
import type { Measurement } from "../model/measurement.ts";
import type { Estimate } from "../statistics/interval.ts";

/** A climb with its summary. */
export interface Measured {
  readonly climb: Climb;
  readonly measurement: Measurement;
}

/** The climb that was enrolled as the baseline of this kind of host. */
export interface Enrolled extends Measured {
  /** How findings name it: its date and the run it came from. */
  readonly name: string;
  /** How much runs differ when nothing has changed. */
  readonly noise?: NoiseFloor;
}

/** All that a verdict looks at. */
export interface Held extends Measured {
  readonly enrolled?: Enrolled;
  /** While the climb goes on: of its own condition the probe speaks when a rung is over, and more requests would not mend it. */
  readonly calm?: true;
}

/** The rung whose values are the baseline. */
export const BASELINE_RUNG = 1;

/** A rung, or the whole climb. */
export type Place = number | "climb";

/** `at rung 4`, `over the climb`. */
export const where = (place: Place): string => (place === "climb" ? "over the climb" : `at rung ${place}`);

/** What a climb says about one metric at one place; `behind` says how much evidence stands behind it. */
export type Reading =
  | {
      readonly kind: "value";
      readonly value: number;
      readonly behind: string;
      /** Absent for what is counted or read and not estimated: errors and signals. */
      readonly estimate?: Estimate;
    }
  /** The percentile falls on a request that failed; the lower end of its interval may lie on one that did not. */
  | { readonly kind: "infinite"; readonly behind: string; readonly estimate: Estimate }
  | { readonly kind: "unknown"; readonly why: string; readonly behind: string };

/** A reading when there is none. */
export const unknown = (why: string, behind: string): Reading => ({ kind: "unknown", why, behind });

/** `80 requests`, `1 request`. */
export const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? "" : "s"}`;
