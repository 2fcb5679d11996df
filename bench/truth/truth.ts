import { ranking } from "../../src/gates/percentile.ts";
import { quantile, sorted } from "../../src/statistics/quantile.ts";
import { virtualClimb } from "./climb.ts";
import type { Host } from "./host.ts";

/** Requests of a rung behind which nothing is left to chance: its p95 is known to one per cent or two. */
const ENDLESS = 60_000;

/** The true p95 of TTFT of a host at a rung, ms. */
export function trueTail(host: Host, rung: number): number {
  const rungs = rung === 1 ? [1] : [1, rung];
  const wish = { host, seed: 1_000_003, rungs, requests: ENDLESS, rules: [] };
  const { samples } = virtualClimb(wish);
  return quantile(sorted(ranking(samples, "ttft.p95", rung).series), 0.95) ?? Number.NaN;
}
