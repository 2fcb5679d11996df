import { medianTiming, type Timing, times } from "./timing.ts";

/** One way to find out that nothing is to be done. */
export type Way = "ssh" | "espalier" | "resident" | "play" | "raw";

/** What each way is, as the table names it. */
export const WAYS: Readonly<Record<Way, string>> = {
  ssh: "ssh host true (floor)",
  espalier: "espalier plan",
  resident: "  without its start",
  play: "ansible-playbook",
  raw: "  one raw task",
};

/** All runs of all ways over one pool. A way that could not be run is absent. */
export interface Race {
  readonly hosts: number;
  readonly runs: Readonly<Partial<Record<Way, readonly Timing[]>>>;
}

const seconds = (value: number): string => `${value.toFixed(value < 10 ? 2 : 1)} s`;

function spread(runs: readonly Timing[]): string {
  const walls = runs.map(({ wall }) => wall);
  return `${Math.min(...walls).toFixed(2)} to ${Math.max(...walls).toFixed(2)} s`;
}

/** Medians of every way, with their spread and how many times the floor they take. */
function medianRows({ hosts, runs }: Race): readonly (readonly string[])[] {
  const floor = runs.ssh && medianTiming(runs.ssh);
  return (Object.keys(WAYS) as Way[]).flatMap((way) => {
    const all = runs[way];
    if (all === undefined) return [];
    const { wall, cpu } = medianTiming(all);
    const ratios = floor === undefined ? [] : over({ wall, cpu }, floor);
    return [
      [String(hosts), WAYS[way], String(all.length), seconds(wall), spread(all), seconds(cpu), ...ratios],
    ];
  });
}

/** Ansible over Espalier: how many times more it takes than the whole command, and than the same without its start. */
function ratioRows({ hosts, runs }: Race): readonly (readonly string[])[] {
  const { espalier, resident } = runs;
  return (["play", "raw"] as const).flatMap((way) => {
    const all = runs[way];
    if (all === undefined || espalier === undefined || resident === undefined) return [];
    const theirs = medianTiming(all);
    const ratios = [espalier, resident].map(medianTiming).flatMap((ours) => over(theirs, ours));
    return [[String(hosts), WAYS[way].trim(), ...ratios]];
  });
}

const over = (theirs: Timing, ours: Timing): readonly string[] => [
  times(theirs.wall, ours.wall),
  times(theirs.cpu, ours.cpu),
];

/** Rows under a head, columns as wide as they must be. */
function aligned(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? "").length)),
  );
  const line = (row: readonly string[]): string =>
    row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  ");
  return rows.map((row) => line(row).trimEnd()).join("\n");
}

/** The two tables: what each way costs, and what it costs against Espalier. */
export function renderRaces(races: readonly Race[]): string {
  const head = ["hosts", "way", "runs", "wall", "min to max", "cpu", "wall / ssh", "cpu / ssh"];
  const against = ["hosts", "over espalier plan", "wall", "cpu", "wall, started", "cpu, started"];
  const ratios = races.flatMap(ratioRows);
  return [
    aligned([head, ...races.flatMap(medianRows)]),
    ...(ratios.length > 0 ? [aligned([against, ...ratios])] : []),
  ].join("\n\n");
}
