import type { Climb } from "../../model/climb.ts";
import { conformanceLine } from "../../model/conformance.ts";
import type { HostResult } from "../../model/run-result.ts";
import { charts } from "../charts/host-charts.ts";
import { between, instant, sentence } from "../format.ts";
import { fate, isAsBefore } from "../words.ts";
import { anchor, verdictWord } from "./bits.ts";
import { doubts } from "./doubts.ts";
import { hands } from "./hands.ts";
import { html, type Markup, type Part } from "./markup.ts";
import { numbers } from "./numbers.ts";
import { changes, pins } from "./pins.ts";
import { rules } from "./rules.ts";
import { slowest } from "./slowest.ts";
import { symptoms } from "./symptoms.ts";

const failure = (host: HostResult): Part =>
  host.failure === undefined ? undefined : html`<div class="alert" role="alert"><p>${host.failure}</p></div>`;

function measured(host: HostResult, climb: Climb | undefined): Markup {
  if (host.gate.measurement.rungs.length === 0) {
    if (isAsBefore(host)) return html``;
    return html`<h3>What was measured</h3><p class="dim">Nothing: the ladder did not run on this host.</p>`;
  }
  return html`<h3>What was measured</h3>${charts(host, climb)}<div class="screen">${numbers(host, climb)}${climb && slowest(climb)}${climb && doubts(climb)}</div>`;
}

const isMeasured = ({ outcome }: HostResult): boolean => outcome === "measured";

const circumstances = (host: HostResult): string =>
  [
    isMeasured(host) ? host.wave : `Wave ${host.wave}`,
    `began ${instant(host.startedAt)}`,
    `took ${between(host.startedAt, host.endedAt)}`,
  ].join(" · ");

/** Whether anything that is assumed of such a Mac has been tried on one. */
const tried = ({ conformance }: HostResult): Part =>
  conformance && html`<p class="dim small">${sentence(conformanceLine(conformance))}</p>`;

/** What no program can read: fan, lid, surface, cooling, power supply. */
const standing = ({ note }: HostResult): Part =>
  html`<p class="small">${note === undefined ? html`<span class="dim">How it stands (fan, lid, surface, cooling): nobody said.</span>` : `How it stands: ${note}`}</p>`;

const isJudged = ({ gate }: HostResult): boolean => gate.measurement.rungs.length > 0;

/** All about one host; a host that was never touched says so in two lines. `isPrinted` puts it on paper, too. */
export const hostSection = (
  host: HostResult,
  climb: Climb | undefined,
  isPrinted: boolean,
): Markup => html`<section class="host${isPrinted ? "" : " screen"}" id="${anchor(host.host)}">
<header><h2>${host.host}</h2>${verdictWord(host.gate.verdict)}<span>${fate(host)}</span></header>
<p class="dim small">${circumstances(host)}</p>${standing(host)}${tried(host)}
${failure(host)}${hands(host)}${rules(host)}${climb && isJudged(host) ? symptoms(host, climb) : undefined}
<div class="screen">${isMeasured(host) ? undefined : changes(host)}</div>
<div class="sheet">${measured(host, climb)}</div><div class="screen">${pins(host)}</div></section>`;
