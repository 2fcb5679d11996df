import { quantiles } from "../../load/quantiles.ts";
import type { Climb } from "../../model/climb.ts";
import { itls } from "../../model/latency.ts";
import { LEAST_SAMPLES } from "../../model/least-samples.ts";
import type { Quantiles } from "../../model/load-measurement.ts";
import type { RungMeasurement } from "../../model/measurement.ts";
import type { HostResult } from "../../model/run-result.ts";
import { listed } from "../../model/words.ts";
import { hinted, percentileOf } from "../format.ts";
import { html, type Markup } from "../html/markup.ts";
import { fromZero, latencyTicks, rungAxis } from "./axes.ts";
import { draw, figure, HALF } from "./canvas.ts";
import { curve, keyOf, known, names, type Point } from "./curves.ts";
import { chartKey } from "./key.ts";
import { limitMarks } from "./limit-marks.ts";
import { type Family, type LimitLine, limitLines } from "./limits.ts";
import { whiskerMarks, whiskers } from "./whiskers.ts";

const LOOKS = [
  { name: "p50", color: "var(--p50)", symbol: "circle", dash: "none" },
  { name: "p95", color: "var(--p95)", symbol: "square", dash: "none" },
  { name: "p99", color: "var(--p99)", symbol: "triangle", dash: "6 4" },
] as const;

const points = (rungs: readonly RungMeasurement[], family: Family, name: keyof Quantiles): readonly Point[] =>
  rungs.map((rung, x) => ({ x, y: rung[family][name] ?? Number.NaN }));

/** A limit that is more than so many times what was seen would press the curves flat: it is told, not drawn. */
const FAR = 3;

const split = (lines: readonly LimitLine[], most: number) =>
  [lines.filter(({ value }) => value <= most), lines.filter(({ value }) => value > most)] as const;

const slowest = ({ p50, p95, p99 }: Quantiles): number => p99 ?? p95 ?? p50 ?? 0;

const TITLES = {
  ttft: "Time to first token",
  completion: "Completion",
  gap: "Longest pause within an answer",
} as const;

function said(family: Family, rungs: readonly RungMeasurement[]): string {
  const ends = [...new Set([rungs[0], rungs.at(-1)])].flatMap((one) => one ?? []);
  const parts = ends.map((one) => `${percentileOf(one, family, "p95")} at ${one.rung}`);
  const top = ends.at(-1)?.rung ?? 1;
  return [
    `p95 ${parts.join(", ")} ${top === 1 ? "stream" : "streams at once"}.`,
    ...at(
      rungs.filter((one) => one.errors > 0 && one[family].p99 === undefined),
      (where) => `No p99 at ${where}: too many requests failed.`,
    ),
    ...FEW.flatMap((name) =>
      at(
        rungs.filter((one) => one[family][name] !== undefined && one.requests < LEAST_SAMPLES[name]),
        (where) => `The ${name} at ${where} is a hint only: it needs ${LEAST_SAMPLES[name]} requests.`,
      ),
    ),
  ].join(" ");
}

const FEW = ["p95", "p99"] as const;

const at = (rungs: readonly RungMeasurement[], says: (where: string) => string): readonly string[] =>
  rungs.length === 0 ? [] : [says(listed(rungs.map(({ rung }) => String(rung))))];

/** Mean times between two tokens, where the server counted them: `Between two tokens p95 21 ms at 1, 60 ms at 8.` */
function betweenTokens(family: Family, rungs: readonly RungMeasurement[], climb: Climb | undefined): string {
  if (family !== "gap" || climb === undefined) return "";
  const ends = [...new Set([rungs[0], rungs.at(-1)])].flatMap((one) => one ?? []);
  const parts = ends.flatMap(({ rung }) => {
    const times = itls(climb.samples.filter((sample) => sample.rung === rung));
    const { p95 } = quantiles(times);
    return p95 === undefined ? [] : [`${hinted(p95, "p95", times.length)} at ${rung}`];
  });
  return parts.length === 0 ? "" : `Between two tokens p95 ${parts.join(", ")}.`;
}

/** The two whose interval is drawn: a p99 has its own only with 368 requests. */
const SPREAD = LOOKS.slice(0, 2);

/** p50, p95 and p99 of one kind of latency over the rungs, with their intervals and the limits of its rules; nothing where no answer has it. */
export function percentileChart(
  host: HostResult,
  family: Family,
  climb: Climb | undefined,
): Markup | undefined {
  const { rungs } = host.gate.measurement;
  if (rungs.every((one) => one[family].p50 === undefined && one.errors === 0)) return undefined;
  const curves = LOOKS.map((look) => ({ look, points: points(rungs, family, look.name) }));
  const seen = Math.max(1, ...curves.flatMap((one) => known(one.points)).map(({ y }) => y));
  const [limits, far] = split(limitLines(host, family), seen * FAR);
  const most = 1.12 * Math.max(seen, ...limits.map(({ value }) => value));
  const note = [
    said(family, rungs),
    betweenTokens(family, rungs, climb),
    ...far.map(({ label }) => `The limit ${label} lies above this chart.`),
  ]
    .filter((text) => text !== "")
    .join(" ");
  const chart = draw(`${TITLES[family]} on ${host.host}: ${note}`, {
    ...HALF,
    x: rungAxis(rungs.map(({ rung }) => rung)),
    y: fromZero(most, latencyTicks(most)),
    marks: [
      ...SPREAD.flatMap(({ name, color }) =>
        climb === undefined ? [] : whiskerMarks(whiskers(climb, rungs, { family, name }), most, color),
      ),
      ...curves.flatMap(curve),
      ...limitMarks(
        limits,
        rungs.map((rung) => ({ rung: rung.rung, most: slowest(rung[family]) })),
      ),
      names(curves, most),
    ],
  });
  const key = chartKey([
    ...LOOKS.map(keyOf),
    ...(limits.length === 0 ? [] : [{ name: "limit of a rule", color: "var(--limit)", dash: "2 3" }]),
  ]);
  return figure({ title: TITLES[family], note, body: html`${chart}${key}` });
}
