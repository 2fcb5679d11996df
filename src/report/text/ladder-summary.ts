import { type LoadMeasurement, lanesApart } from "../../model/load-measurement.ts";
import type { RungMeasurement } from "../../model/measurement.ts";
import type { HostResult, RunResult } from "../../model/run-result.ts";
import { HINT, output, percentileOf } from "../format.ts";
import { kneesTold } from "../knees.ts";
import { verdictText } from "../terminal/ink.ts";
import { columns } from "./columns.ts";

const TITLES = ["streams", "requests", "errors", "TTFT p50", "p95", "p99", "completion p95", "output"];

const rows = (one: RungMeasurement): readonly (readonly string[])[] => [
  row(String(one.rung), one),
  ...lanesApart(one).map((lane) => row(`  ${lane.lane}`, lane)),
];

const row = (name: string, one: LoadMeasurement): readonly string[] => [
  name,
  ...[one.requests, one.errors].map(String),
  ...(["p50", "p95", "p99"] as const).map((percentile) => percentileOf(one, "ttft", percentile)),
  percentileOf(one, "completion", "p95"),
  output(one),
];

const table = (rungs: readonly RungMeasurement[]): readonly string[] => {
  const all = rungs.flatMap(rows);
  const isHint = all.some((cells) => cells.some((cell) => cell.startsWith("~")));
  return [...columns([TITLES, ...all]), ...(isHint ? [HINT] : [])];
};

const rules = ({ gate }: HostResult): readonly string[] =>
  columns(
    gate.findings.map(({ verdict, rule, wanted, saw, reason }) => [
      verdictText(verdict),
      rule,
      `wanted ${wanted}`,
      `saw ${saw}`,
      // What failed has said it: the value seen is not the one wanted.
      verdict === "fail" ? "" : reason,
    ]),
  );

/** What is said of a climb beside its numbers: how it drifted, one sentence each, and what to do. */
export interface Counsel {
  readonly drifted: readonly string[];
  readonly advice: readonly string[];
}

/** The end of a climb on one machine: its rungs, the rules, the knee and the advice. */
export const renderLadderSummary = ({ hosts }: RunResult, { drifted, advice }: Counsel): string =>
  hosts
    .flatMap((host) => [
      ...table(host.gate.measurement.rungs),
      "",
      ...rules(host),
      "",
      kneesTold(host.gate.measurement, drifted),
      ...advice,
    ])
    .join("\n");
