import { parseRule } from "../../inventory/rule.ts";
import type { Comparison, HostResult, Rule, RungMeasurement } from "../../model/gate.ts";
import type { Quantiles } from "../../model/load-measurement.ts";
import { latency } from "../format.ts";

/** The latencies that are drawn over the rungs. */
export type Family = "ttft" | "completion" | "gap";

/** A rule that can be drawn as a line: ms on the y axis, at one rung or at all. */
export interface LimitLine {
  readonly value: number;
  readonly rung?: number;
  readonly label: string;
}

const SYMBOL: Readonly<Record<Comparison, string>> = { "<=": "≤", "<": "<", "==": "=", ">=": "≥", ">": ">" };

const ruleOf = (text: string): readonly Rule[] => {
  const reading = parseRule(text);
  return reading.kind === "ok" ? [reading.rule] : [];
};

function limitValue(
  rule: Rule,
  percentile: keyof Quantiles,
  family: Family,
  rungs: readonly RungMeasurement[],
) {
  if (rule.limit.kind === "absolute") return rule.limit.value;
  const base = rungs.find(({ rung }) => rung === 1)?.[family][percentile];
  return base === undefined || base === null ? undefined : base * rule.limit.factor;
}

/** The rules of this host that speak of one kind of latency. */
export function limitLines({ gate }: HostResult, family: Family): readonly LimitLine[] {
  return gate.findings
    .flatMap((finding) => ruleOf(finding.rule))
    .flatMap((rule) => {
      const [name, percentile] = rule.metric.split(".") as [string, keyof Quantiles];
      const value =
        name === family ? limitValue(rule, percentile, family, gate.measurement.rungs) : undefined;
      if (value === undefined) return [];
      const label = `${percentile} ${SYMBOL[rule.comparison]} ${latency(value)}`;
      return [{ value, label, ...(rule.rung === undefined ? {} : { rung: rule.rung }) }];
    });
}
