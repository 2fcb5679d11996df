import type { Comparison, Metric, Rule } from "../../src/model/rule.ts";

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, GiB: 1024 ** 3, "tok/s": 1 };

/** A rule from the words of the inventory; only as much of the grammar as these tests speak. */
export function rule(text: string): Rule {
  const [, metric, comparison, number, unit, rung] =
    /^(\S+) (\S+) (\S+)(?: (ms|s|GiB|tok\/s|x baseline))?(?: at (\d+))?$/.exec(text) ?? [];
  if (metric === undefined) throw new SyntaxError(text);
  const value = Number(number);
  return {
    text,
    metric: metric as Metric,
    comparison: comparison as Comparison,
    limit:
      unit === "x baseline"
        ? { kind: "baseline", factor: value }
        : { kind: "absolute", value: value * (UNITS[unit ?? ""] ?? 1) },
    ...(rung === undefined ? {} : { rung: Number(rung) }),
  };
}
