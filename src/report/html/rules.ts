import type { Finding } from "../../model/gate.ts";
import type { HostResult } from "../../model/run-result.ts";
import { type Table, table, verdictWord } from "./bits.ts";
import { html, type Markup, type Part } from "./markup.ts";

const row = (finding: Finding): readonly Part[] => [
  html`<code>${finding.rule}</code>${finding.watched ? html`<span class="why">watched, decides nothing</span>` : undefined}`,
  finding.wanted,
  finding.saw,
  html`${finding.evidence}${certainty(finding)}`,
  html`${verdictWord(finding.verdict)}${reason(finding)}`,
];

/** Where the truth lies, and what so many requests could not have seen. */
const certainty = ({ interval, sees }: Finding): Part =>
  interval === undefined
    ? undefined
    : html`<span class="why">within ${interval}; ${sees === "none" || sees === undefined ? "no worsening would have shown" : `a worsening by ${sees} would have shown`}</span>`;

const reason = ({ verdict, reason: why }: Finding): Part =>
  why === "" ? undefined : html`<span class="why tone-${verdict}">${why}</span>`;

/** Why no rule was judged; a failure above has said it already. */
const reasons = ({ gate, failure }: HostResult): Markup =>
  failure === undefined && gate.reasons.length > 0
    ? html`${gate.reasons.map((text) => html`<p>No rule was judged: ${text}.</p>`)}`
    : html`<p class="dim">No rule was judged.</p>`;

const CAPTION =
  "A rule without enough evidence is unproven, and an unproven rule stops the rollout as a missed one does.";
const LOCAL_CAPTION = "A rule without enough evidence is unproven: nothing is claimed about it.";

const shape = ({ outcome }: HostResult): Table => ({
  caption: outcome === "measured" ? LOCAL_CAPTION : CAPTION,
  columns: ["Rule", "Wanted", "Saw", "Evidence", "Verdict"].map((title) => ({ title })),
});

/** Each rule of the gate with what it wanted, what it saw and on which evidence. */
export function rules(host: HostResult): Markup {
  if (host.gate.findings.length === 0) return html`<h3>Rules</h3>${reasons(host)}`;
  return html`<h3>Rules</h3>
${table(shape(host), host.gate.findings.map(row))}`;
}
