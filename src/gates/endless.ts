import type { Rule } from "../model/rule.ts";
import { LEVEL } from "../statistics/interval.ts";
import { isCeiling } from "./comparison.ts";
import { type Place, type Reading, where } from "./held.ts";
import type { Bound } from "./limit.ts";
import type { Look } from "./look.ts";

/** A reading that tells something. */
export type Seen = Exclude<Reading, { readonly kind: "unknown" }>;

/** Longer than any limit: surely so where there is none, and as far as was seen where more than it is wanted, which a failure is not. */
export const isBeyondAny = ({ comparison }: Rule, { kind, estimate }: Seen, limit: Bound): boolean =>
  kind === "infinite" &&
  (!isCeiling(comparison) || (limit.kind === "unknown" && estimate.at(LEVEL).low === Infinity));

/** In doubt it is not known who failed, the server or what stood between. */
export const endless = (
  rule: Rule,
  place: Place,
  doubts: readonly string[],
): Pick<Look, "verdict" | "reason"> => ({
  verdict: doubts.length === 0 ? "fail" : "unproven",
  reason: doubts.join("; ") || onFailed(rule, place),
});

/** A percentile without an end, in words. */
export const onFailed = ({ metric }: Rule, place: Place): string =>
  `${metric} ${where(place)} falls on a request that failed`;
