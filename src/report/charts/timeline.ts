import { dot, type Markish, rectY, text } from "@observablehq/plot";
import type { Climb } from "../../model/climb.ts";
import type { Sample } from "../../model/sample.ts";
import { streams } from "../html/bits.ts";
import { html, type Markup } from "../html/markup.ts";
import { fromZero, latencyTicks } from "./axes.ts";
import { draw, figure } from "./canvas.ts";
import { chartKey } from "./key.ts";
import { panels } from "./panels.ts";
import { rungLooks } from "./rung-look.ts";
import { timeScale, WIDE } from "./time-scale.ts";

const seconds = (sample: Sample): number => sample.sent / 1000;
const isOk = (sample: Sample): boolean => sample.outcome === "ok" && sample.firstToken !== undefined;
const wait = (sample: Sample): number => (sample.firstToken ?? sample.end) - (sample.planned ?? sample.sent);

/** A light band behind each rung, with its name at the top. */
function bands(climb: Climb, most: number): readonly Markish[] {
  const spans = climb.contract.rungs.flatMap((rung, index) => {
    const own = climb.samples.filter((one) => one.rung === rung);
    if (own.length === 0) return [];
    const [x1, x2] = [Math.min(...own.map(seconds)), Math.max(...own.map(({ end }) => end / 1000))];
    return [
      { x1, x2, middle: (x1 + x2) / 2, y: most, name: streams(rung), shade: index % 2 === 0 ? 0.05 : 0.09 },
    ];
  });
  return [
    rectY(spans, { x1: "x1", x2: "x2", y1: 0, y2: "y", fill: "currentColor", fillOpacity: "shade" }),
    text(spans, { x: "middle", y: "y", text: "name", dy: -9, fill: "currentColor", fontWeight: 600 }),
  ];
}

const marks = (climb: Climb): readonly Markish[] => {
  const colors = new Map(rungLooks(climb.contract.rungs).map(({ rung, color }) => [rung, color]));
  const failed = climb.samples.filter((one) => !isOk(one));
  return [
    dot(climb.samples.filter(isOk), {
      x: seconds,
      y: wait,
      r: 2.1,
      fill: (one: Sample) => colors.get(one.rung) ?? "",
    }),
    dot(failed, { x: seconds, y: wait, r: 6, symbol: "times", stroke: "var(--fail)", strokeWidth: 2.25 }),
  ];
};

const NOTE = "Every request at the time it was sent; below, what the operating system said at the same time.";

/** Every request of the climb over time, with the signals of the operating system beneath on the same axis. */
export function timeline(climb: Climb): Markup {
  const most = 1.08 * Math.max(1, ...climb.samples.map(wait));
  const chart = draw(`Requests over time on ${climb.host}. ${NOTE}`, {
    ...WIDE,
    height: 270,
    marginTop: 26,
    marginBottom: 8,
    x: timeScale(climb, false),
    y: fromZero(most, latencyTicks(most)),
    color: { type: "identity" },
    opacity: { type: "identity" },
    marks: [...bands(climb, most), ...marks(climb)],
  });
  const key = chartKey([
    { name: "time to first token of a request, coloured by rung", color: "var(--many)", mark: "circle" },
    { name: "failed request", color: "var(--fail)", mark: "cross" },
  ]);
  const body = html`<div class="scroll"><div class="strip">${chart}${panels(climb)}</div></div>${key}`;
  return figure({ title: "Requests and signals over time", note: NOTE, body, wide: true });
}
