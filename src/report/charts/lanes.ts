import type { Climb } from "../../model/climb.ts";
import { type LaneMeasurement, lanesApart } from "../../model/load-measurement.ts";
import type { RungMeasurement } from "../../model/measurement.ts";
import type { HostResult } from "../../model/run-result.ts";
import type { LoadLane } from "../../model/workload.ts";
import { percentileOf } from "../format.ts";
import { html, type Markup } from "../html/markup.ts";
import { counted } from "../words.ts";
import { fromZero, latencyTicks, rungAxis } from "./axes.ts";
import { draw, figure, HALF } from "./canvas.ts";
import { type Curve, curve, keyOf, known, type Look, names } from "./curves.ts";
import { chartKey } from "./key.ts";
import { whiskerMarks, whiskers } from "./whiskers.ts";

const LOOKS: readonly (Look & { readonly name: LoadLane })[] = [
  { name: "interactive", color: "var(--p50)", symbol: "circle", dash: "none" },
  { name: "batch", color: "var(--p95)", symbol: "square", dash: "none" },
  { name: "agents", color: "var(--p99)", symbol: "triangle", dash: "6 4" },
  { name: "embed", color: "currentColor", symbol: "diamond", dash: "2 3" },
];

const TITLE = "Time to first token of each lane, p95";

const laneAt = ({ lanes }: RungMeasurement, lane: string): LaneMeasurement | undefined =>
  lanes?.find((one) => one.lane === lane);

/** What each lane waits at every rung, beside the others: who pays when all come at once. Nothing where there is one lane. */
export function laneChart(host: HostResult, climb: Climb | undefined): Markup | undefined {
  const { rungs } = host.gate.measurement;
  const present = new Set<string>(rungs.flatMap(lanesApart).map(({ lane }) => lane));
  const curves = LOOKS.filter(({ name }) => present.has(name)).map((look) => ({
    look,
    points: rungs.map((rung, x) => ({ x, y: laneAt(rung, look.name)?.ttft.p95 ?? Number.NaN })),
  }));
  if (curves.length < 2) return undefined;
  const most = 1.12 * Math.max(1, ...curves.flatMap(({ points }) => known(points)).map(({ y }) => y));
  const note = said(rungs, curves);
  const chart = draw(`${TITLE} on ${host.host}: ${note}`, {
    ...HALF,
    x: rungAxis(rungs.map(({ rung }) => rung)),
    y: fromZero(most, latencyTicks(most)),
    marks: [
      ...curves.flatMap(({ look }) =>
        climb === undefined ? [] : whiskerMarks(ofLane(climb, rungs, look.name), most, look.color),
      ),
      ...curves.flatMap(curve),
      names(curves, most),
    ],
  });
  return figure({
    title: TITLE,
    note,
    body: html`${chart}${chartKey(curves.map(({ look }) => keyOf(look)))}`,
  });
}

const ofLane = (climb: Climb, rungs: readonly RungMeasurement[], lane: string) =>
  whiskers({ ...climb, samples: climb.samples.filter((sample) => sample.lane === lane) }, rungs, {
    family: "ttft",
    name: "p95",
  });

function said(rungs: readonly RungMeasurement[], curves: readonly Curve[]): string {
  const top = rungs.at(-1);
  if (top === undefined) return "";
  const parts = curves.flatMap(({ look }) => {
    const one = laneAt(top, look.name);
    return one?.ttft.p95 === undefined ? [] : [`${look.name} ${percentileOf(one, "ttft", "p95")}`];
  });
  return `At ${counted(top.rung, "stream")}: ${parts.join(", ")}.`;
}
