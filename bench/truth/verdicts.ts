import { judge } from "../../src/gates/judge.ts";
import { reading } from "../../src/gates/reading.ts";
import { parsedRule } from "../../src/inventory/rule.ts";
import { measure } from "../../src/load/measure.ts";
import type { Climb } from "../../src/model/climb.ts";
import type { Verdict } from "../../src/model/gate.ts";
import { duration, virtualClimb } from "./climb.ts";
import { hostOf } from "./orchard.ts";
import { trueTail } from "./truth.ts";

/** How far the truth is from the limit: 0.5 is half of it, 2 twice. */
const DISTANCES = [0.5, 0.7, 0.85, 0.95, 1.05, 1.18, 1.4, 2] as const;

/** One gate over one host whose p95 is known. */
export interface Case {
  readonly seed: number;
  readonly rung: number;
  readonly distance: number;
  readonly rule: string;
}

/** How the requests of a rung are counted: from, and to at most. */
export interface Design {
  readonly requests: number;
  readonly budget?: number;
}

/** What a climb came to. */
export interface Outcome {
  readonly verdict: Verdict;
  readonly isWrong: boolean;
  /** Without a verdict, although the rung of the rule could have had more requests. */
  readonly isUnspent: boolean;
  /** Of the whole climb. */
  readonly requests: number;
  /** Virtual time of the whole climb, ms. */
  readonly time: number;
}

/** A case per seed: half of them by a fixed limit, half by a multiple of rung 1. */
export function caseOf(seed: number): Case {
  const { host } = hostOf(seed);
  const rung = [2, 4, 8][seed % 3] ?? 4;
  const distance = DISTANCES[Math.floor(seed / 3) % DISTANCES.length] ?? 2;
  const limit = trueTail(host, rung) / distance;
  const isRatio = Math.floor(seed / 24) % 2 === 1;
  const value = isRatio ? `${(limit / trueTail(host, 1)).toFixed(4)} x baseline` : `${limit.toFixed(3)} ms`;
  return { seed, rung, distance, rule: `ttft.p95 <= ${value} at ${rung}` };
}

/** Climbs one case and judges it by the gate. */
export const byGate =
  (design: Design) =>
  (one: Case): Outcome =>
    outcome(one, design, (climb) => judge(climb, measure(climb), { rules: [parsedRule(one.rule)] }).verdict);

/** Climbs one case and judges it as load tools do: the percentile that was seen against the limit, and nothing else. */
export const byPoint =
  (requests: number) =>
  (one: Case): Outcome =>
    outcome(one, { requests }, (climb) => (pointHolds(climb, one) ? "pass" : "fail"));

function outcome(one: Case, design: Design, judged: (climb: Climb) => Verdict): Outcome {
  const { seed, rung, distance, rule } = one;
  const { host } = hostOf(seed);
  const wish = { host, seed: seed + 7_000_000, rungs: [1, rung], rules: [rule], ...design };
  const climb = virtualClimb(wish);
  const verdict = judged(climb);
  const isWrong = verdict === (distance < 1 ? "fail" : "pass");
  const spent = climb.samples.filter((sample) => sample.rung === rung).length;
  const isUnspent = verdict === "unproven" && spent < (design.budget ?? 0);
  const requests = climb.samples.length + (climb.returned?.length ?? 0);
  return { verdict, isWrong, isUnspent, requests, time: duration(climb) };
}

function pointHolds(climb: Climb, { rule, rung }: Case): boolean {
  const { metric, limit } = parsedRule(rule);
  const seen = { climb, measurement: measure(climb) };
  const [base, top] = [1, rung].map((place) => {
    const read = reading(seen, metric, place);
    return read.kind === "value" ? read.value : Infinity;
  }) as [number, number];
  if (limit.kind === "absolute") return top <= limit.value;
  return top <= limit.factor * base;
}
