import type { Climb, Signal } from "../../model/sample.ts";

type Numeric = Exclude<keyof Signal, "host" | "at" | "rung" | "coTenantNames">;

/** What a signal read during a rung, in the order of time. */
export const readingsAt = ({ signals }: Climb, name: Numeric, rung: number): readonly number[] =>
  [...signals]
    .sort((a, b) => a.at - b.at)
    .flatMap((signal) => (signal.rung === rung ? (signal[name] ?? []) : []));

/** The middle one; `undefined` of nothing. */
export const middle = (values: readonly number[]): number | undefined =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
