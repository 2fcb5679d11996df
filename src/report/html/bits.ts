import type { Verdict } from "../../model/gate.ts";
import { counted, SIGN } from "../words.ts";
import { html, type Markup, type Part } from "./markup.ts";

/** The verdict as a word with its sign. */
export const verdictWord = (verdict: Verdict): Markup =>
  html`<span class="word tone-${verdict}"><span aria-hidden="true">${SIGN[verdict]}</span>${verdict}</span>`;

const DIGEST = /(sha256:[0-9a-f]{64})/;

const digestMark = (digest: string): Markup =>
  html`<code class="digest" tabindex="0" title="${digest}">${digest}</code>`;

/** Text in which every digest is cut on screen, whole on focus, on paper and in the clipboard. */
export const withDigests = (text: string): Markup =>
  html`${text.split(DIGEST).map((part) => (DIGEST.test(part) ? digestMark(part) : part))}`;

/** A heading over a column; `n` for numbers. */
export interface Column {
  readonly title: string;
  readonly kind?: "n" | "nowrap";
}

/** How a table uses its width: all of it, only what it needs, or small type for many columns. */
export type Width = "snug" | "dense" | "";

/** A table with its words and shape. */
export interface Table {
  readonly caption: string;
  readonly columns: readonly Column[];
  readonly width?: Width;
}

/** A table that becomes a list of cards on a narrow screen; the first cell of each row names the row. */
export function table({ caption, columns, width }: Table, rows: readonly (readonly Part[])[]): Markup {
  const head = columns.map(({ title, kind }) => html`<th scope="col" class="${kind ?? ""}">${title}</th>`);
  const body = rows.map(
    (row) => html`<tr>${row.map((part, index) => cell(columns[index], part, index))}</tr>`,
  );
  return html`<div class="scroll"><table class="stack ${width}"><caption>${caption}</caption>
<thead><tr>${head}</tr></thead><tbody>${body}</tbody></table></div>`;
}

function cell(column: Column | undefined, part: Part, index: number): Markup {
  const kind = column?.kind ?? "";
  return index === 0
    ? html`<th scope="row" class="${kind}">${part}</th>`
    : html`<td class="${kind}" data-label="${column?.title}">${part}</td>`;
}

/** An id that may stand behind `#`. */
export const anchor = (host: string): string => `host-${host.replace(/[^A-Za-z0-9.-]/g, "-")}`;

/** `4 streams`. */
export const streams = (rung: number): string => counted(rung, "stream");
