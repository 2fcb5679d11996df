import { rectY, text } from "@observablehq/plot";
import { drift } from "../../gates/drift.ts";
import type { Climb } from "../../model/climb.ts";
import type { HostResult } from "../../model/run-result.ts";
import { output } from "../format.ts";
import type { Markup } from "../html/markup.ts";
import { kneesTold } from "../knees.ts";
import { fromZero, rungAxis } from "./axes.ts";
import { draw, figure, HALF } from "./canvas.ts";

/** Output tokens per second over the rungs; the knee is outlined and named. */
export function throughputChart(
  { host, gate: { measurement } }: HostResult,
  climb: Climb | undefined,
): Markup {
  const { rungs, knee } = measurement;
  const drifted = climb === undefined ? [] : drift(climb);
  const bars = rungs.map((one, index) => ({
    x1: index - 0.3,
    x2: index + 0.3,
    x: index,
    y: one.throughput ?? 0,
    label: output(one).replace(" tok/s", ""),
    knee: one.rung === knee && drifted.length === 0,
  }));
  const most = 1.2 * Math.max(1, ...bars.map(({ y }) => y));
  const note = kneesTold(measurement, drifted);
  const body = draw(`Throughput on ${host}: ${note}`, {
    ...HALF,
    x: rungAxis(rungs.map(({ rung }) => rung)),
    y: fromZero(most, (value) => `${value}`),
    marks: [
      rectY(bars, { x1: "x1", x2: "x2", y: "y", fill: "var(--area)", fillOpacity: 0.45 }),
      rectY(
        bars.filter((bar) => bar.knee),
        { x1: "x1", x2: "x2", y: "y", fill: "none", stroke: "var(--p95)", strokeWidth: 2.5 },
      ),
      text(bars, { x: "x", y: "y", text: "label", dy: -9, fontWeight: 600, fill: "currentColor" }),
      text(
        bars.filter((bar) => bar.knee),
        { x: "x", y: "y", text: () => "knee", dy: 15, fontWeight: 700, fill: "currentColor" },
      ),
    ],
  });
  return figure({ title: "Output tokens per second", note, body });
}
