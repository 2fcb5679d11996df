import type { Climb } from "../../model/climb.ts";
import type { Signal } from "../../model/signal.ts";

type Numeric = Exclude<keyof Signal, "host" | "at" | "rung" | "lap" | "coTenantNames">;

/** What was read during a rung on the way up, in the order of time; the return to rung 1 is another visit. */
export const visitOf = ({ signals }: Climb, rung: number): readonly Signal[] =>
  signals.filter((signal) => signal.rung === rung && signal.lap === undefined).sort((a, b) => a.at - b.at);

/** What one signal read there. */
export const readingsAt = (climb: Climb, name: Numeric, rung: number): readonly number[] =>
  visitOf(climb, rung).flatMap((signal) => signal[name] ?? []);

/** The middle one; `undefined` of nothing. */
export const middle = (values: readonly number[]): number | undefined =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
