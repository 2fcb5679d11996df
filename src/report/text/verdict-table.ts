import type { HostResult, RunResult } from "../../model/run-result.ts";
import { verdictText } from "../terminal/ink.ts";
import { fate, tally } from "../words.ts";
import { columns } from "./columns.ts";

const row = (host: HostResult): readonly string[] => [
  verdictText(host.gate.verdict),
  host.host,
  host.wave,
  fate(host),
  tally(host),
];

const open = (host: HostResult): readonly (readonly string[])[] =>
  host.gate.findings
    .filter(({ verdict }) => verdict !== "pass")
    .map(({ verdict, rule, wanted, saw, reason }) => [
      `  ${verdictText(verdict)}`,
      host.host,
      rule,
      `wanted ${wanted}`,
      `saw ${saw}`,
      reason,
    ]);

/** The end of a run on a terminal: every host with its verdict, then the rules that were not met. */
export function renderVerdictTable(result: RunResult): string {
  const missed = result.hosts.flatMap(open);
  const hosts = columns([["verdict", "host", "wave", "what happened", "rules"], ...result.hosts.map(row)]);
  return [...hosts, ...(missed.length === 0 ? [] : ["", ...columns(missed)]), "", result.next].join("\n");
}
