import { figure } from "../../gates/figure.ts";
import { parseRule } from "../../inventory/rule.ts";
import type { Comparison, Rule } from "../../model/rule.ts";
import type { HostResult } from "../../model/run-result.ts";

/** The latencies that are drawn over the rungs. */
export type Family = "ttft" | "completion" | "gap";

/** A rule that can be drawn as a line: ms on the y axis, at one rung or at all. */
export interface LimitLine {
  readonly value: number;
  readonly rung?: number;
  readonly label: string;
}

const SYMBOL: Readonly<Record<Comparison, string>> = { "<=": "≤", "<": "<", "==": "=", ">=": "≥", ">": ">" };

/** The rules of this host that speak of one kind of latency of all its requests, at the limits they were judged by. */
export function limitLines({ gate }: HostResult, family: Family): readonly LimitLine[] {
  return gate.findings.flatMap(({ rule: text, limits = [] }) => {
    const rule = ruleOf(text, family);
    return rule === undefined ? [] : limits.map((limit) => ({ ...limit, label: labelOf(rule, limit.value) }));
  });
}

/** A rule that belongs over these curves; one of a lane speaks of other requests than they do. */
function ruleOf(text: string, family: Family): Rule | undefined {
  const reading = parseRule(text);
  if (reading.kind !== "ok") return undefined;
  const { rule } = reading;
  return rule.lane === undefined && rule.metric.startsWith(`${family}.`) ? rule : undefined;
}

const labelOf = ({ metric, comparison }: Rule, value: number): string =>
  `${metric.split(".")[1]} ${SYMBOL[comparison]} ${figure(metric, value)}`;
