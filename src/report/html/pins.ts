import type { HostResult } from "../../model/gate.ts";
import { table, withDigests } from "./bits.ts";
import { html, type Markup, type Part } from "./markup.ts";

const NOWHERE = html`<span class="dim">none</span>`;

const side = (value: string | undefined, tag: "ins" | "del"): Part => {
  if (value === undefined) return NOWHERE;
  return tag === "ins" ? html`<ins>${withDigests(value)}</ins>` : html`<del>${withDigests(value)}</del>`;
};

/** The pins that this run moved, was and now. */
export function changes(host: HostResult): Markup {
  if (host.changed.length === 0) {
    return html`<h3>What changed</h3><p class="dim">Nothing: the release before had the same pins.</p>`;
  }
  return html`<h3>What changed</h3>
${table(
  "The pins that differ from the release this host served before.",
  [{ title: "Pin", kind: "nowrap" }, { title: "Was" }, { title: "Now" }],
  host.changed.map(({ pin, was, now }) => [pin, side(was, "del"), side(now, "ins")]),
)}`;
}

const releases = ({ release }: HostResult): readonly (readonly Part[])[] =>
  [
    ["release wanted", release.wanted],
    ["release serving now", release.serving],
    ["release before", release.previous],
  ].map(([name, value]) => [name, value === undefined ? NOWHERE : withDigests(value)]);

/** Everything the wanted release holds still. */
export const pins = (host: HostResult): Markup => html`<h3>What was pinned</h3>
${table(
  "The exact value of everything that can move, and the releases of this host.",
  [{ title: "Pin", kind: "nowrap" }, { title: "Value" }],
  [...Object.entries(host.pins).map(([name, value]) => [name, withDigests(value)]), ...releases(host)],
)}`;
