import { type Markish, rectY, text } from "@observablehq/plot";
import type { Climb } from "../../model/climb.ts";
import { ttft } from "../../model/latency.ts";
import type { Sample } from "../../model/sample.ts";
import { streams } from "../html/bits.ts";
import type { Markup } from "../html/markup.ts";
import { decadeTicks, latencyTicks } from "./axes.ts";
import { draw, figure, HALF, HALO } from "./canvas.ts";
import { type RungLook, rungLooks } from "./rung-look.ts";

/** Bins of equal width on a logarithmic axis. */
const BINS_PER_DECADE = 20;

/** Requests between two latencies, ms. */
interface Bin {
  readonly rung: number;
  readonly x1: number;
  readonly x2: number;
  readonly count: number;
}

const edge = (index: number): number => 10 ** (index / BINS_PER_DECADE);

function bins(rung: number, samples: readonly Sample[]): readonly Bin[] {
  const counts = new Map<number, number>();
  const waits = samples.filter((sample) => sample.rung === rung).map(ttft);
  for (const wait of waits.filter((one) => Number.isFinite(one) && one > 0)) {
    const index = Math.floor(Math.log10(wait) * BINS_PER_DECADE);
    counts.set(index, (counts.get(index) ?? 0) + 1);
  }
  return [...counts].map(([index, count]) => ({ rung, x1: edge(index), x2: edge(index + 1), count }));
}

const NOTE =
  "How many requests waited how long, each rung on a row of its own and to its own height. Two humps are two kinds of requests: some were served at once, some queued.";

/** Where requests pile up: the histogram of TTFT, a row for each rung. Failed requests have no latency and are not in it. */
export function histogramChart(climb: Climb): Markup | undefined {
  const looks = rungLooks(climb.contract.rungs);
  const all = looks.flatMap(({ rung }) => bins(rung, climb.samples));
  if (all.length === 0) return undefined;
  const domain = [Math.min(...all.map(({ x1 }) => x1)), Math.max(...all.map(({ x2 }) => x2))] as const;
  const chart = draw(`Histogram of time to first token on ${climb.host}. ${NOTE}`, {
    ...HALF,
    x: {
      type: "log",
      domain: [...domain],
      ticks: decadeTicks(domain),
      tickFormat: latencyTicks(domain[1]),
      tickSize: 0,
      grid: true,
      label: null,
    },
    y: { domain: [0, 1.06], axis: null },
    fy: { domain: looks.map(({ rung }) => rung), axis: null, padding: 0.12 },
    marks: [bars(all, looks), names(looks, domain[1])],
  });
  return figure({ title: "Where requests pile up", note: NOTE, body: chart });
}

function bars(all: readonly Bin[], looks: readonly RungLook[]): Markish {
  const colors = new Map(looks.map(({ rung, color }) => [rung, color]));
  const tops = new Map(
    looks.map(({ rung }) => [
      rung,
      Math.max(1, ...all.filter((bin) => bin.rung === rung).map((b) => b.count)),
    ]),
  );
  const drawn = all.map((bin) => ({
    ...bin,
    share: bin.count / (tops.get(bin.rung) ?? 1),
    color: colors.get(bin.rung) ?? "",
  }));
  return rectY(drawn, {
    x1: "x1",
    x2: "x2",
    y1: 0,
    y2: "share",
    fy: "rung",
    fill: "color",
    insetLeft: 0.5,
    insetRight: 0.5,
  });
}

const names = (looks: readonly RungLook[], right: number): Markish =>
  text(
    looks.map(({ rung, color }) => ({ rung, color, x: right, y: 0.9, name: streams(rung) })),
    { x: "x", y: "y", fy: "rung", text: "name", fill: "color", textAnchor: "end", fontWeight: 600, ...HALO },
  );
