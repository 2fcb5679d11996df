import { lineY, text } from "@observablehq/plot";
import type { Climb } from "../../model/climb.ts";
import { ttft } from "../../model/latency.ts";
import type { Sample } from "../../model/sample.ts";
import { streams } from "../html/bits.ts";
import { html, type Markup } from "../html/markup.ts";
import { decadeTicks, latencyTicks } from "./axes.ts";
import { draw, figure, HALF, HALO } from "./canvas.ts";
import { chartKey } from "./key.ts";
import { type RungLook, rungLooks } from "./rung-look.ts";

interface Step {
  readonly x: number;
  readonly y: number;
}

/** Share of all requests, failed ones too, that had their first token by then. */
function steps(samples: readonly Sample[]): readonly Step[] {
  const waits = samples
    .map(ttft)
    .filter(Number.isFinite)
    .sort((a, b) => a - b);
  return [{ x: waits[0] ?? 0, y: 0 }, ...waits.map((x, index) => ({ x, y: (index + 1) / samples.length }))];
}

const NOTE =
  "How many of all requests had their first token by then. A curve that stays below 100 % had failures.";

/** The whole distribution of TTFT, one curve for each rung. */
export function ecdfChart(climb: Climb): Markup {
  const looks = rungLooks(climb.contract.rungs);
  const curves = looks.map((look) => ({
    look,
    steps: steps(climb.samples.filter(({ rung }) => rung === look.rung)),
  }));
  const waits = curves.flatMap((curve) => curve.steps.map(({ x }) => x)).filter((x) => x > 0);
  const domain: readonly [number, number] = [0.92 * Math.min(1000, ...waits), 1.05 * Math.max(1, ...waits)];
  const chart = draw(`Distribution of time to first token on ${climb.host}. ${NOTE}`, {
    ...HALF,
    x: {
      type: "log",
      domain: [...domain],
      ticks: decadeTicks(domain),
      tickFormat: latencyTicks(domain[1] ?? 0),
      tickSize: 0,
      grid: true,
      label: null,
    },
    y: {
      domain: [0, 1],
      ticks: 5,
      grid: true,
      tickFormat: (share: number) => `${Math.round(share * 100)} %`,
      tickSize: 0,
      label: null,
    },
    marks: [...curves.map(({ look, steps: all }) => stepLine(all, look)), names(curves)],
  });
  const key = chartKey(looks.map(({ rung, color }) => ({ name: streams(rung), color, dash: "none" })));
  return figure({ title: "Distribution of time to first token", note: NOTE, body: html`${chart}${key}` });
}

/** The number of streams on each curve, at heights that differ so that names do not meet. */
function names(curves: readonly { readonly look: RungLook; readonly steps: readonly Step[] }[]) {
  const labels = curves.flatMap(({ look, steps: all }, index) => {
    const height = 0.82 - (0.64 * index) / Math.max(1, curves.length - 1);
    const at = all.find(({ y }) => y >= height);
    return at === undefined ? [] : [{ x: at.x, y: height, name: String(look.rung), color: look.color }];
  });
  return text(labels, {
    x: "x",
    y: "y",
    text: "name",
    fill: "color",
    fontWeight: 700,
    ...HALO,
    strokeWidth: 7,
  });
}

const stepLine = (all: readonly Step[], { color }: RungLook) =>
  lineY([...all], {
    x: "x",
    y: "y",
    stroke: color,
    strokeWidth: 2.25,
    curve: "step-after",
  });
