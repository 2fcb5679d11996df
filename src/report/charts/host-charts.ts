import type { Climb } from "../../model/climb.ts";
import type { HostResult } from "../../model/run-result.ts";
import { html, type Markup } from "../html/markup.ts";
import { ecdfChart } from "./ecdf.ts";
import { histogramChart } from "./histogram.ts";
import { laneChart } from "./lanes.ts";
import { percentileChart } from "./percentiles.ts";
import { throughputChart } from "./throughput.ts";
import { timeline } from "./timeline.ts";

const onScreen = (chart: Markup | undefined): Markup | undefined =>
  chart && html`<div class="screen">${chart}</div>`;

/** All charts of one host; without its climb only those that the summary can feed. Paper has no room for lanes and pauses. */
export const charts = (host: HostResult, climb: Climb | undefined): Markup => html`<div class="charts">
${percentileChart(host, "ttft", climb)}${percentileChart(host, "completion", climb)}${throughputChart(host, climb)}
${onScreen(laneChart(host, climb))}${onScreen(percentileChart(host, "gap", climb))}${climb && ecdfChart(climb)}${climb && histogramChart(climb)}${climb && timeline(climb)}</div>`;
