import { areaY, lineY } from "@observablehq/plot";
import type { Climb } from "../../model/climb.ts";
import { PRESSURE_LEVELS, THERMAL_LEVELS } from "../../model/levels.ts";
import type { Signal } from "../../model/signal.ts";
import { listed } from "../../model/words.ts";
import { html, type Markup } from "../html/markup.ts";
import { draw } from "./canvas.ts";
import { timeScale, WIDE } from "./time-scale.ts";

const GIB = 1024 ** 3;

/** One signal that can be drawn over time. Sizes are drawn in GiB, levels by their place in the list. */
interface Panel {
  readonly title: string;
  readonly read: (signal: Signal) => number | undefined;
  readonly levels?: Readonly<Record<number, string>>;
}

const size =
  (name: "swapUsed" | "footprint") =>
  (signal: Signal): number | undefined => {
    const value = signal[name];
    return value === undefined ? undefined : value / GIB;
  };

const gpu = ({ gpuBusy }: Signal): number | undefined => gpuBusy;
const watts = ({ power }: Signal): number | undefined => (power === undefined ? undefined : power / 1000);

const PANELS: readonly Panel[] = [
  { title: "Swap used, GiB", read: size("swapUsed") },
  { title: "Footprint of the engine, GiB", read: size("footprint") },
  { title: "Memory pressure", read: (signal) => signal.pressure, levels: PRESSURE_LEVELS },
  { title: "Thermal state", read: (signal) => signal.thermal, levels: THERMAL_LEVELS },
  { title: "GPU utilisation, %", read: gpu },
  { title: "Power, W", read: watts },
  { title: "Waiting in the proxy", read: ({ queue }) => queue },
];

interface Point {
  readonly x: number;
  readonly y: number;
}

const pointsOf = (climb: Climb, panel: Panel): readonly Point[] =>
  climb.signals.flatMap((signal) => {
    const value = panel.read(signal);
    return value === undefined ? [] : [{ x: signal.at / 1000, y: rankIn(panel, value) }];
  });

const rankIn = ({ levels }: Panel, value: number): number =>
  levels === undefined ? value : Object.keys(levels).indexOf(String(value));

const scale = (panel: Panel, points: readonly Point[]) => {
  const names = Object.values(panel.levels ?? {});
  const most = Math.max(...points.map(({ y }) => y));
  if (panel.levels === undefined) return { domain: [0, Math.max(1, most * 1.1)], ticks: 3 };
  const ticks = names.map((_, index) => index).slice(0, Math.max(2, most + 1));
  return { domain: [0, ticks.length - 1], ticks, tickFormat: (rank: number) => names[rank] ?? "" };
};

function panelChart(climb: Climb, panel: Panel, isLast: boolean): Markup {
  const points = [...pointsOf(climb, panel)];
  const shape = { x: "x", y: "y", curve: panel.levels === undefined ? "linear" : "step-after" } as const;
  const chart = draw(`${panel.title} over time on ${climb.host}`, {
    ...WIDE,
    height: isLast ? 92 : 72,
    marginTop: 8,
    marginBottom: isLast ? 28 : 8,
    x: timeScale(climb, isLast),
    y: { ...scale(panel, points), grid: true, tickSize: 0, label: null },
    marks: [
      areaY(points, { ...shape, fill: "var(--area)", fillOpacity: 0.22 }),
      lineY(points, { ...shape, stroke: "var(--p95)", strokeWidth: 1.5 }),
    ],
  });
  return html`<p>${panel.title}</p>${chart}`;
}

/** The signals that were read, one strip each, and the names of those that were not. */
export function panels(climb: Climb): Markup {
  const read = PANELS.filter((panel) => pointsOf(climb, panel).length > 0);
  const missing = PANELS.filter((panel) => !read.includes(panel)).map(({ title }) =>
    title.replace(/, (?:GiB|%|W)$/, "").replace(/^(?!GPU)./, (first) => first.toLowerCase()),
  );
  const charts = read.map((panel, index) => panelChart(climb, panel, index === read.length - 1));
  return html`${charts}${missing.length === 0 ? undefined : html`<p>Not read on this host: ${listed(missing)}.</p>`}`;
}
