import { conformanceLine } from "../../model/conformance.ts";
import type { Finding } from "../../model/gate.ts";
import type { HostResult, RunResult } from "../../model/run-result.ts";
import { between, instant, percentileOf, sentence } from "../format.ts";
import { FOOTPRINT_TITLES, footprintCells } from "../memory-words.ts";
import { verdictText } from "../terminal/ink.ts";
import { fate, headline, isLocal, tally, topic } from "../words.ts";

/** Text from a host or a file in a table cell: no markup, no cell of its own. */
const cell = (text: string): string => text.replace(/[\\|`*_<>[\]#&]/g, "\\$&").replace(/\s+/g, " ");

const row = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;

const tableOf = (titles: readonly string[], rows: readonly (readonly string[])[]): string =>
  [row(titles), row(titles.map(() => "---")), ...rows.map(row)].join("\n");

function underLoad({ gate }: HostResult): string {
  const top = gate.measurement.rungs.at(-1);
  return top === undefined ? "not measured" : `${percentileOf(top, "ttft", "p95")} at ${top.rung}`;
}

const hostRow = (host: HostResult): readonly string[] => [
  cell(host.host),
  cell(host.wave),
  verdictText(host.gate.verdict),
  fate(host),
  cell(tally(host)),
  underLoad(host),
];

const openRow = (host: string, finding: Finding): readonly string[] => [
  cell(host),
  cell(finding.rule),
  verdictText(finding.verdict),
  cell(finding.wanted),
  cell(finding.interval === undefined ? finding.saw : `${finding.saw} (${finding.interval})`),
  cell(finding.watched ? `watched: ${finding.reason}` : finding.reason),
];

function missed(result: RunResult): readonly string[] {
  const rows = result.hosts.flatMap(({ host, gate }) =>
    gate.findings.filter(({ verdict }) => verdict !== "pass").map((finding) => openRow(host, finding)),
  );
  if (rows.length === 0) return [];
  return ["### Rules that were not met", tableOf(["Host", "Rule", "Verdict", "Wanted", "Saw", "Why"], rows)];
}

function changed(result: RunResult): readonly string[] {
  const pins = new Set(result.hosts.flatMap((host) => host.changed.map(({ pin }) => cell(pin))));
  return pins.size === 0 ? [] : [`Pins that moved: ${[...pins].join(", ")}.`];
}

function held(result: RunResult): readonly string[] {
  const rows = result.hosts.flatMap(({ host, memory }) =>
    (memory ?? []).map((one) => [cell(host), ...footprintCells(one).map(cell)]),
  );
  return rows.length === 0 ? [] : ["### Memory", tableOf(["Host", ...FOOTPRINT_TITLES], rows)];
}

function handsOf(result: RunResult): readonly string[] {
  const rows = result.hosts.flatMap(({ host, open }) =>
    (open ?? []).map(({ subject, why, todo }) => [cell(host), cell(subject), cell(why), cell(todo)]),
  );
  return rows.length === 0 ? [] : ["### Needs hands", tableOf(["Host", "What", "Why", "What to do"], rows)];
}

const tried = ({ hosts }: RunResult): readonly string[] => {
  const lines = new Set(
    hosts.flatMap(({ conformance }) => (conformance && conformanceLine(conformance)) || []),
  );
  return [...lines].map((line) => sentence(cell(line)));
};

/** `report.md`: the run in the size of a comment under a pull request. */
export function renderMarkdown(result: RunResult): string {
  const revisions = [...new Set(result.hosts.map(({ ladderRevision }) => ladderRevision))].join(", ");
  return `${[
    `## ${verdictText(result.verdict)}: ${cell(topic(result))}`,
    headline(result).replace(/[<>&]/g, "\\$&"),
    `**${isLocal(result) ? "Advice" : "Next"}:** ${result.next.replace(/[<>&]/g, "\\$&")}`,
    tableOf(["Host", "Wave", "Verdict", "What happened", "Rules", "p95 TTFT"], result.hosts.map(hostRow)),
    ...missed(result),
    ...changed(result),
    ...held(result),
    ...handsOf(result),
    ...tried(result),
    `Run ${cell(result.run)}, ${instant(result.startedAt)}, took ${between(result.startedAt, result.endedAt)}. Ladder revision ${revisions}. Charts and evidence: index.html; ${isLocal(result) ? "the unsigned" : "the signed"} document: result.json.`,
  ].join("\n\n")}\n`;
}
