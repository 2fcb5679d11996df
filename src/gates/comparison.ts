import type { Comparison } from "../model/rule.ts";

/** True when the value keeps to the limit; anything that is not a finite number never does. */
export function holds(value: number, comparison: Comparison, limit: number): boolean {
  if (!Number.isFinite(value) || !Number.isFinite(limit)) return false;
  switch (comparison) {
    case "<=":
      return value <= limit;
    case "<":
      return value < limit;
    case "==":
      return value === limit;
    case ">=":
      return value >= limit;
    case ">":
      return value > limit;
  }
}

/** True when the comparison keeps a value from growing. */
export const isCeiling = (comparison: Comparison): boolean => comparison !== ">=" && comparison !== ">";
