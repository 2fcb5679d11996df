import { html, type Markup } from "../html/markup.ts";

/** One line of a key: how the line is drawn, and what it is. */
export interface KeyLine {
  readonly name: string;
  readonly color: string;
  readonly dash?: string;
  readonly mark?: "dot" | "cross";
}

const line = ({ color, dash }: KeyLine): Markup =>
  html`<path d="M1 5H29" stroke="${color}" stroke-width="2.5" fill="none" stroke-dasharray="${dash ?? "none"}"/>`;

const sign = (key: KeyLine): Markup => {
  if (key.mark === "dot") return html`<circle cx="15" cy="5" r="3.5" fill="${key.color}"/>`;
  if (key.mark === "cross")
    return html`<path d="M11 1L19 9M19 1L11 9" stroke="${key.color}" stroke-width="2"/>`;
  return line(key);
};

/** The key below a chart; every line differs by more than colour. */
export const chartKey = (lines: readonly KeyLine[]): Markup =>
  html`<ul class="key">${lines.map(
    (one) => html`<li><svg viewBox="0 0 30 10" aria-hidden="true">${sign(one)}</svg>${one.name}</li>`,
  )}</ul>`;
