import type { Climb } from "../../model/climb.ts";
import { PRESSURE_LEVELS, THERMAL_LEVELS } from "../../model/levels.ts";
import { type LoadMeasurement, lanesApart } from "../../model/load-measurement.ts";
import type { RungMeasurement } from "../../model/measurement.ts";
import type { HostResult } from "../../model/run-result.ts";
import type { Signal } from "../../model/signal.ts";
import { formatSize } from "../../model/units.ts";
import { answers, HINT, latency, output, percentileOf } from "../format.ts";
import { FOOTPRINT_TITLES, footprintCells } from "../memory-words.ts";
import { type Column, streams, table } from "./bits.ts";
import { html, type Markup, type Part } from "./markup.ts";

const three = (one: LoadMeasurement, family: "ttft" | "completion"): readonly string[] =>
  (["p50", "p95", "p99"] as const).map((name) => percentileOf(one, family, name));

const rows =
  (climb: Climb | undefined) =>
  (one: RungMeasurement): readonly (readonly Part[])[] => [
    [...row(streams(one.rung), one), heat(one.rung, climb)],
    ...lanesApart(one).map((lane) => [
      ...row(html`<span class="dim">of which ${lane.lane}</span>`, lane),
      "",
    ]),
  ];

/** The worst thermal state at a rung, as the machine told it, and the one after the return to it where that was worse. */
function heat(rung: number, climb: Climb | undefined): string {
  const here = climb?.signals.filter((one) => one.rung === rung) ?? [];
  const up = worst(here.filter(({ lap }) => lap === undefined));
  const back = worst(here.filter(({ lap }) => lap !== undefined));
  const text = up === undefined ? "not read" : thermal(up);
  return back === undefined || back <= (up ?? -1) ? text : `${text}; after the return ${thermal(back)}`;
}

function worst(signals: readonly Signal[]): number | undefined {
  const levels = signals.flatMap((one) => one.thermal ?? []);
  return levels.length === 0 ? undefined : Math.max(...levels);
}

const thermal = (level: number): string => THERMAL_LEVELS[level] ?? String(level);

const row = (name: Part, one: LoadMeasurement): readonly Part[] => [
  name,
  String(one.requests),
  String(one.errors),
  ...three(one, "ttft"),
  ...three(one, "completion"),
  percentileOf(one, "gap", "p95"),
  output(one),
  answers(one),
  latency(one.elapsed),
];

const TITLES = [
  ...["Rung", "Requests", "Errors", "TTFT p50", "TTFT p95", "TTFT p99"],
  ...[
    "Completion p50",
    "Completion p95",
    "Completion p99",
    "Gap p95",
    "Output",
    "Answers",
    "Took",
    "Thermal",
  ],
];

const COLUMNS = TITLES.map((title, index): Column => ({ title, kind: index === 0 ? "nowrap" : "n" }));

const CAPTION = `Exact nearest-rank percentiles over all requests of a rung; ${HINT}. A failed request counts as slower than any other; a dash means that there is no value: too many failed, or no answer has one. Output and answers per hour are those of the time in which all streams were busy.`;

/** The peaks of the signals in words; what was not read says so. */
function peaks({ gate: { measurement } }: HostResult): string {
  const told = (value: number | undefined, say: (value: number) => string): string =>
    value === undefined ? "not read" : say(value);
  return [
    `resident memory peak ${told(measurement.rssPeak, formatSize)}`,
    `footprint peak ${told(measurement.footprintPeak, formatSize)}`,
    `swap growth ${told(measurement.swapGrowth, formatSize)}`,
    `written to swap ${told(measurement.swapOuts, formatSize)}`,
    `GPU resets ${told(measurement.gpuResets, String)}`,
    `errors in the engine's log ${told(measurement.logErrors, String)}`,
    `memory pressure at worst ${told(measurement.pressureWorst, (level) => PRESSURE_LEVELS[level] ?? String(level))}`,
    `thermal state at worst ${told(measurement.thermalWorst, thermal)}`,
  ].join(" · ");
}

const HELD =
  "What each engine was planned to hold (espalier memory) and what its programs held at most by the end of the climb, phys_footprint_peak added up.";

/** Planned against held, where it was asked. */
const memory = ({ memory: engines = [] }: HostResult): Part =>
  engines.length === 0
    ? undefined
    : html`<h3>Memory of each engine</h3>${table(
        {
          caption: HELD,
          columns: FOOTPRINT_TITLES.map((title, at): Column => ({ title, kind: at === 0 ? "nowrap" : "n" })),
          width: "snug",
        },
        engines.map(footprintCells),
      )}`;

/** The numbers behind the charts, one row for each rung. */
export const numbers = (
  host: HostResult,
  climb: Climb | undefined,
): Markup => html`<h3>Numbers for each rung</h3>
${table({ caption: CAPTION, columns: COLUMNS, width: "dense" }, host.gate.measurement.rungs.flatMap(rows(climb)))}
<p class="small dim">Signals: ${peaks(host)}.</p>${memory(host)}`;
