import { dot, lineY, type Markish, ruleY, text } from "@observablehq/plot";
import type { HostResult, Quantiles, RungMeasurement } from "../../model/gate.ts";
import { latency } from "../format.ts";
import { html, type Markup } from "../html/markup.ts";
import { apart, fromZero, latencyTicks, rungAxis } from "./axes.ts";
import { draw, figure } from "./canvas.ts";
import { chartKey } from "./key.ts";
import { type Family, type LimitLine, limitLines } from "./limits.ts";

const HEIGHT = 300;
const LOOKS = [
  { name: "p50", color: "var(--p50)", symbol: "circle", dash: "none" },
  { name: "p95", color: "var(--p95)", symbol: "square", dash: "none" },
  { name: "p99", color: "var(--p99)", symbol: "triangle", dash: "6 4" },
] as const;
type Look = (typeof LOOKS)[number];

interface Point {
  readonly x: number;
  readonly y: number;
}

const points = (rungs: readonly RungMeasurement[], family: Family, name: keyof Quantiles): readonly Point[] =>
  rungs.map((rung, x) => ({ x, y: rung[family][name] ?? Number.NaN }));

const known = (all: readonly Point[]): readonly Point[] => all.filter(({ y }) => Number.isFinite(y));

const curve = (all: readonly Point[], look: Look): readonly Markish[] => [
  lineY([...all], { x: "x", y: "y", stroke: look.color, strokeWidth: 2.25, strokeDasharray: look.dash }),
  dot([...known(all)], { x: "x", y: "y", fill: look.color, symbol: look.symbol, r: 4.2 }),
];

/** The names of the curves at their right ends, moved apart where they would touch. */
function names(curves: readonly (readonly Point[])[], most: number): Markish {
  const ends = curves.map((all) => known(all).at(-1));
  const places = apart(
    ends.map((end) => end?.y ?? 0),
    (most / HEIGHT) * 17,
  );
  const labels = ends.flatMap((end, index) =>
    end === undefined ? [] : [{ x: end.x, y: places[index] ?? end.y, ...LOOKS[index] }],
  );
  const style = { textAnchor: "start", dx: 10, fontWeight: 600 } as const;
  return text(labels, { x: "x", y: "y", text: "name", fill: "color", ...style });
}

/** The limits of the rules as dashed lines, over their own rung or over all. */
function limitMarks(lines: readonly LimitLine[], rungs: readonly RungMeasurement[]): readonly Markish[] {
  const spans = lines.map(({ value, rung, label }) => {
    const at = rungs.findIndex((one) => one.rung === rung);
    const [x1, x2] = rung === undefined ? [-0.4, rungs.length - 0.6] : [at - 0.38, at + 0.38];
    return { value, label, x1, x2 };
  });
  const limit = "var(--limit)";
  return [
    ruleY(spans, { y: "value", x1: "x1", x2: "x2", stroke: limit, strokeWidth: 1.5, strokeDasharray: "2 3" }),
    text(spans, {
      x: "x1",
      y: "value",
      text: "label",
      fill: limit,
      textAnchor: "start",
      dy: -8,
      fontSize: "0.92em",
    }),
  ];
}

const TITLES = { ttft: "Time to first token", completion: "Completion" } as const;

function said(family: Family, rungs: readonly RungMeasurement[]): string {
  const ends = [...new Set([rungs[0], rungs.at(-1)])].flatMap((one) => one ?? []);
  const parts = ends.map((one) => `${latency(one[family].p95)} at ${one.rung}`);
  return `p95 ${parts.join(", ")} streams at once.`;
}

/** p50, p95 and p99 of one kind of latency over the rungs, with the limits of its rules. */
export function percentileChart(host: HostResult, family: Family): Markup {
  const { rungs } = host.gate.measurement;
  const curves = LOOKS.map(({ name }) => points(rungs, family, name));
  const limits = limitLines(host, family);
  const most =
    1.12 * Math.max(1, ...[...curves.flatMap(known).map(({ y }) => y), ...limits.map(({ value }) => value)]);
  const note = said(family, rungs);
  const chart = draw(`${TITLES[family]} on ${host.host}: ${note}`, {
    width: 520,
    height: HEIGHT,
    marginLeft: 58,
    marginRight: 42,
    marginBottom: 40,
    x: rungAxis(rungs.map(({ rung }) => rung)),
    y: fromZero(most, latencyTicks(most)),
    marks: [
      ...limitMarks(limits, rungs),
      ...LOOKS.flatMap((look, at) => curve(curves[at] ?? [], look)),
      names(curves, most),
    ],
  });
  const key = chartKey([
    ...LOOKS.map(({ name, color, dash }) => ({ name, color, dash })),
    ...(limits.length === 0 ? [] : [{ name: "limit of a rule", color: "var(--limit)", dash: "2 3" }]),
  ]);
  return figure({ title: TITLES[family], note, body: html`${chart}${key}` });
}
