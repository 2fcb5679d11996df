import { type NoiseFloor, spreadOf } from "../model/baseline.ts";
import type { Limit, Metric, Rule } from "../model/rule.ts";
import type { Estimate } from "../statistics/interval.ts";
import type { RunNoise } from "../statistics/ratio-estimate.ts";
import { bothLaps } from "./both-laps.ts";
import { figure } from "./figure.ts";
import { BASELINE_RUNG, type Held, type Measured, type Place } from "./held.ts";
import { reading } from "./reading.ts";
import { isSignal } from "./signal-reading.ts";

/** The number on the right-hand side of a rule, as far as the climb gives one. */
export type Bound =
  | {
      readonly kind: "bound";
      readonly value: number;
      readonly wanted: string;
      /** What stands behind the number in `wanted`: ` (3 x 150 ms)`. */
      readonly aside: string;
      /** What the value is a multiple of, where that was estimated. */
      readonly base?: Base;
    }
  | { readonly kind: "unknown"; readonly why: string; readonly wanted: string };

/** A limit that is known. */
export type Known = Extract<Bound, { readonly kind: "bound" }>;

interface Base {
  readonly factor: number;
  readonly estimate: Estimate;
  /** Set where it comes from another run, and that is known to differ. */
  readonly noise?: RunNoise;
}

type Multiple = Extract<Limit, { kind: "baseline" }>;

/** True when the limit is a multiple of rung 1 of the very climb that is judged. */
export const isOwnBaseline = (held: Held, limit: Limit): boolean =>
  limit.kind === "baseline" &&
  (limit.of === "rung1" || (limit.of === undefined && held.enrolled === undefined));

/** The limit of a rule at a place, in its own unit; `unknown` when the baseline says nothing. */
export function bound(held: Held, rule: Rule, place: Place): Bound {
  const { metric, comparison, limit } = rule;
  if (limit.kind === "absolute") {
    return told(rule, { value: limit.value, aside: "" });
  }
  if (limit.kind === "plan") return planned(held, rule, limit.factor);
  const source = sourceOf(held, { metric, limit }, place);
  const wanted = `${comparison} ${limit.factor} x ${limit.of ?? "baseline"}`;
  if (source === undefined)
    return { kind: "unknown", why: "no baseline is enrolled for this kind of host", wanted };
  return multiple(source, { rule, limit, wanted });
}

interface Source {
  readonly seen: Measured;
  readonly at: Place;
  /** Said behind the figures. */
  readonly said: string;
  readonly noise?: NoiseFloor | undefined;
}

function sourceOf(
  held: Held,
  { metric, limit }: Pick<Rule, "metric"> & { readonly limit: Multiple },
  place: Place,
): Source | undefined {
  const { enrolled } = held;
  if (isOwnBaseline(held, limit)) return ownSource(held, metric);
  if (enrolled === undefined) return undefined;
  const at = limit.of === "enrolled" ? place : BASELINE_RUNG;
  return { seen: enrolled, at, said: ` of ${enrolled.name}`, noise: enrolled.noise };
}

/** Signals know no laps: all that was read at rung 1 is theirs. */
function ownSource(held: Held, metric: Metric): Source {
  const { said, ...seen } = bothLaps(held);
  return { seen, at: BASELINE_RUNG, said: isSignal(metric) ? "" : said };
}

interface Asked {
  readonly rule: Rule;
  readonly limit: Multiple;
  readonly wanted: string;
}

function multiple({ seen, at, said, noise }: Source, { rule, limit, wanted }: Asked): Bound {
  const { metric } = rule;
  const { factor } = limit;
  const base = reading(seen, metric, at);
  if (base.kind === "infinite")
    return { kind: "unknown", why: `the baseline failed: too many errors at rung ${at}`, wanted };
  if (base.kind === "unknown") return { kind: "unknown", why: `no baseline: ${base.why}`, wanted };
  if (base.value <= 0 && metric !== "errors") return { kind: "unknown", why: "the baseline is zero", wanted };
  const value = factor * base.value;
  const aside = ` (${factor} x ${figure(metric, base.value)}${said})`;
  const { estimate } = base;
  return {
    ...told(rule, { value, aside }),
    ...(estimate === undefined ? {} : { base: { factor, estimate, ...noiseOf(noise, metric) } }),
  };
}

function noiseOf(noise: NoiseFloor | undefined, metric: Metric): Pick<Base, "noise"> {
  const spread = noise && spreadOf(noise, metric);
  return noise === undefined || spread === undefined ? {} : { noise: { spread, runs: noise.runs.length } };
}

function planned({ climb }: Held, rule: Rule, factor: number): Bound {
  const more = `plan + ${Math.round((factor - 1) * 1000) / 10} %`;
  if (climb.plannedMemory === undefined)
    return {
      kind: "unknown",
      why: "no memory plan came with the climb",
      wanted: `${rule.comparison} ${more}`,
    };
  return told(rule, { value: factor * climb.plannedMemory, aside: ` (${more})` });
}

/** A limit that is known, in words; with `more` digits where a value lies so near that it would look the same. */
export const told = <T extends Pick<Known, "value" | "aside">>(
  { metric, comparison }: Rule,
  limit: T,
  more = 0,
): T & Pick<Known, "kind" | "wanted"> => ({
  ...limit,
  kind: "bound",
  wanted: `${comparison} ${figure(metric, limit.value, more)}${limit.aside}`,
});
