import type { Finding, HostResult } from "../../model/gate.ts";
import { table, verdictWord } from "./bits.ts";
import { html, type Markup, type Part } from "./markup.ts";

const row = (finding: Finding): readonly Part[] => [
  html`<code>${finding.rule}</code>`,
  finding.wanted,
  finding.saw,
  finding.evidence,
  html`${verdictWord(finding.verdict)}${reason(finding)}`,
];

const reason = ({ verdict, reason: why }: Finding): Part =>
  why === "" ? undefined : html`<span class="why tone-${verdict}">${why}</span>`;

const reasons = (host: HostResult): Part => host.gate.reasons.map((text) => html`<p>${text}</p>`);

/** Each rule of the gate with what it wanted, what it saw and on which evidence. */
export function rules(host: HostResult): Markup {
  if (host.gate.findings.length === 0)
    return html`<h3>Rules</h3><p class="dim">No rule was judged.</p>${reasons(host)}`;
  return html`<h3>Rules</h3>
${table(
  "A rule without enough evidence is unproven, and an unproven rule stops the rollout as a missed one does.",
  [{ title: "Rule" }, { title: "Wanted" }, { title: "Saw" }, { title: "Evidence" }, { title: "Verdict" }],
  host.gate.findings.map(row),
)}`;
}
