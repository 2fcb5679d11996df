import type { RunResult } from "../../model/run-result.ts";
import { listed } from "../../model/words.ts";
import { between, instant } from "../format.ts";
import { headline, isLocal, topic } from "../words.ts";
import { verdictWord, withDigests } from "./bits.ts";
import { html, type Markup } from "./markup.ts";

const fact = (name: string, value: string | Markup): Markup =>
  html`<div><dt>${name}</dt><dd>${value}</dd></div>`;

const revisions = (result: RunResult): readonly string[] => [
  ...new Set(result.hosts.map((host) => host.ladderRevision).filter((revision) => revision !== "")),
];

const title = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;

/** The head of the page: which run, its verdict in one sentence, and what happens next. */
export const banner = (result: RunResult): Markup => html`<header>
<p class="eyebrow">Espalier gate report</p>
<h1>${title(topic(result))}</h1>
<div class="banner tone-${result.verdict}" role="status">
${verdictWord(result.verdict)}
<p class="say">${headline(result)}</p>
<p class="next"><b>${isLocal(result) ? "Advice:" : "Next:"}</b> ${result.next}</p>
</div>
<dl class="facts">
${fact("Run", result.run)}
${fact("Began", instant(result.startedAt))}
${fact("Took", between(result.startedAt, result.endedAt))}
${fact("Hosts", String(result.hosts.length))}
${fact("Rules", String(result.rules.length))}
${fact("Ladder revision", withDigests(listed(revisions(result)) || "none"))}
</dl></header>`;
