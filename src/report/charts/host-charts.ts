import type { HostResult } from "../../model/gate.ts";
import type { Climb } from "../../model/sample.ts";
import { html, type Markup } from "../html/markup.ts";
import { ecdfChart } from "./ecdf.ts";
import { histogramChart } from "./histogram.ts";
import { percentileChart } from "./percentiles.ts";
import { throughputChart } from "./throughput.ts";
import { timeline } from "./timeline.ts";

/** All charts of one host; without its climb only those that the summary can feed. Paper has room for all but the pauses. */
export const charts = (host: HostResult, climb: Climb | undefined): Markup => html`<div class="charts">
${percentileChart(host, "ttft", climb)}${percentileChart(host, "completion", climb)}${throughputChart(host)}
<div class="screen">${percentileChart(host, "gap", climb)}</div>${climb && ecdfChart(climb)}${climb && histogramChart(climb)}${climb && timeline(climb)}</div>`;
