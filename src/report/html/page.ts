import type { Climb } from "../../model/climb.ts";
import type { HostResult, RunResult } from "../../model/run-result.ts";
import { decider, isLocal, topic } from "../words.ts";
import { banner } from "./banner.ts";
import { glossary } from "./glossary.ts";
import { hostSection } from "./host.ts";
import { html, type Markup, trusted } from "./markup.ts";
import { provenance } from "./provenance.ts";
import { reading } from "./reading.ts";
import { STYLE } from "./style.ts";
import { waves } from "./waves.ts";

/**
 * The gate report as one page that needs nothing else: no script, no font, no request.
 * `climbs` by host name; a host without one gets no charts. Printed it is two sheets: the verdict with its rules and
 * complaints, and the charts, both of the one host that decided the run.
 */
export function renderHtml(result: RunResult, climbs: ReadonlyMap<string, Climb>): string {
  const printed = decider(result);
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${result.verdict}: ${topic(result)}, run ${result.run}</title>
<style>${trusted(STYLE)}</style></head>
<body><main>
${banner(result)}
${isLocal(result) ? undefined : waves(result)}
${reading()}
${paperNote(result, printed)}
${result.hosts.map((host) => hostSection(host, climbs.get(host.host), host === printed))}
${provenance(result, climbs)}
${glossary()}
</main></body></html>
`.text;
}

/** What is not on paper, and where it is. */
const paperNote = (result: RunResult, printed: HostResult | undefined): Markup =>
  html`<p class="paper small dim">${printed ? `On paper: ${printed.host}, which decided this run. ` : ""}Numbers, pins, doubts of the instrument, ${result.hosts.length > 1 ? "the other hosts " : ""}and how to check all this offline: index.html of run ${result.run}.</p>`;
