import type { RunResult } from "../../model/gate.ts";
import type { Climb } from "../../model/sample.ts";
import { isLocal, topic } from "../words.ts";
import { banner } from "./banner.ts";
import { glossary } from "./glossary.ts";
import { hostSection } from "./host.ts";
import { html, trusted } from "./markup.ts";
import { provenance } from "./provenance.ts";
import { STYLE } from "./style.ts";
import { waves } from "./waves.ts";

/**
 * The gate report as one page that needs nothing else: no script, no font, no request.
 * `climbs` by host name; a host without one gets no charts.
 */
export const renderHtml = (result: RunResult, climbs: ReadonlyMap<string, Climb>): string =>
  html`<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${result.verdict}: ${topic(result)}, run ${result.run}</title>
<style>${trusted(STYLE)}</style></head>
<body><main>
${banner(result)}
${isLocal(result) ? undefined : waves(result)}
${result.hosts.map((host) => hostSection(host, climbs.get(host.host)))}
${provenance(result, climbs)}
${glossary()}
</main></body></html>
`.text;
