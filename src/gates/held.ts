import type { Measurement } from "../model/gate.ts";
import type { Climb } from "../model/sample.ts";

/** All that a verdict looks at. */
export interface Held {
  readonly climb: Climb;
  readonly measurement: Measurement;
}

/** A rung, or the whole climb. */
export type Place = number | "climb";

/** `at rung 4`, `over the climb`. */
export const where = (place: Place): string => (place === "climb" ? "over the climb" : `at rung ${place}`);

/** What a climb says about one metric at one place; `behind` says how much evidence stands behind it. */
export type Reading =
  | { readonly kind: "value"; readonly value: number; readonly behind: string }
  /** The percentile falls on a request that failed: it is longer than any limit. */
  | { readonly kind: "infinite"; readonly behind: string }
  | { readonly kind: "unknown"; readonly why: string; readonly behind: string };

/** A reading when there is none. */
export const unknown = (why: string, behind: string): Reading => ({ kind: "unknown", why, behind });

/** `80 requests`, `1 request`. */
export const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? "" : "s"}`;
