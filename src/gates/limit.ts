import type { Rule } from "../model/gate.ts";
import { figure } from "./figure.ts";
import type { Held } from "./held.ts";
import { reading } from "./reading.ts";

/** The number on the right-hand side of a rule, as far as the climb gives one. */
export type Bound =
  | { readonly kind: "bound"; readonly value: number; readonly wanted: string }
  | { readonly kind: "unknown"; readonly why: string; readonly wanted: string };

/** The rung whose values are the baseline until one is enrolled. */
export const BASELINE_RUNG = 1;

/** The limit of a rule in its own unit; `unknown` when the baseline says nothing. */
export function bound(held: Held, rule: Rule): Bound {
  const { metric, comparison, limit } = rule;
  if (limit.kind === "absolute") {
    return { kind: "bound", value: limit.value, wanted: `${comparison} ${figure(metric, limit.value)}` };
  }
  const wanted = `${comparison} ${limit.factor} x baseline`;
  const base = reading(held, metric, BASELINE_RUNG);
  if (base.kind === "infinite")
    return { kind: "unknown", why: "the baseline failed: too many errors at rung 1", wanted };
  if (base.kind === "unknown") return { kind: "unknown", why: `no baseline: ${base.why}`, wanted };
  if (base.value <= 0 && metric !== "errors") return { kind: "unknown", why: "the baseline is zero", wanted };
  const value = limit.factor * base.value;
  const shown = `${comparison} ${figure(metric, value)} (${limit.factor} x ${figure(metric, base.value)})`;
  return { kind: "bound", value, wanted: shown };
}
