import type { HostResult } from "../../model/run-result.ts";
import { isAsBefore } from "../words.ts";
import { type Table, table, withDigests } from "./bits.ts";
import { html, type Markup, type Part } from "./markup.ts";

const NOWHERE = html`<span class="dim">none</span>`;

const side = (value: string | undefined, tag: "ins" | "del"): Part => {
  if (value === undefined) return NOWHERE;
  return tag === "ins" ? html`<ins>${withDigests(value)}</ins>` : html`<del>${withDigests(value)}</del>`;
};

const CHANGES: Table = {
  caption: "The pins in which the wanted release differs from the one this host served before.",
  columns: [{ title: "Pin", kind: "nowrap" }, { title: "Was" }, { title: "Now" }],
};

/** The pins that this run moved, or would have moved, was and now. */
export function changes(host: HostResult): Markup {
  const title = html`<h3>${isAsBefore(host) ? "What would change" : "What changed"}</h3>`;
  if (host.changed.length === 0) {
    return html`${title}<p class="dim">Nothing: the release before had the same pins.</p>`;
  }
  const rows = host.changed.map(({ pin, was, now }) => [pin, side(was, "del"), side(now, "ins")]);
  return html`${title}${table(CHANGES, rows)}`;
}

const releases = ({ release }: HostResult): readonly (readonly Part[])[] =>
  [
    ["release wanted", release.wanted],
    ["release serving now", release.serving],
    ["release before", release.previous],
  ].map(([name, value]) => [name, value === undefined ? NOWHERE : withDigests(value)]);

/** What the host itself was while it was proven, and by how much of the ladder. */
function footing({ proof }: HostResult): readonly (readonly Part[])[] {
  if (proof === undefined) return [];
  const climbed = `${proof.extent} ladder, rungs ${proof.rungs.join(", ")}`;
  const standing = proof.extent === "full" ? climbed : `${climbed}; the full one in run ${proof.full}`;
  return [...Object.entries(proof.conditions), ["proof", standing], ["proof of", withDigests(proof.digest)]];
}

const PINS: Table = {
  caption: "The exact value of everything that can move, and the releases of this host.",
  columns: [{ title: "Pin", kind: "nowrap" }, { title: "Value" }],
  width: "snug",
};

const AS_IT_STOOD: Table = {
  caption: "As they were found when the climb began; nothing here was changed.",
  columns: [{ title: "Name", kind: "nowrap" }, { title: "Value" }],
  width: "snug",
};

/** Everything the wanted release holds still; folded away for a host that was never reached. */
export function pins(host: HostResult): Markup {
  const named = Object.entries(host.pins).map(([name, value]) => [name, withDigests(value)]);
  if (host.outcome === "measured")
    return html`<h3>Server, model and machine</h3>${table(AS_IT_STOOD, named)}`;
  const all = table(PINS, [...named, ...footing(host), ...releases(host)]);
  const isFolded = isAsBefore(host) && host.gate.verdict !== "pass";
  if (isFolded) return html`<details><summary>What was pinned</summary>${all}</details>`;
  return html`<h3>What was pinned</h3>${all}`;
}
