import { html, type Markup, trusted } from "../html/markup.ts";

/** One line of a key: how the line is drawn, and what it is. */
export interface KeyLine {
  readonly name: string;
  readonly color: string;
  /** Absent: no line, the mark only. */
  readonly dash?: string;
  readonly mark?: keyof typeof MARKS;
}

const MARKS = {
  circle: '<circle cx="15" cy="5" r="3.6"/>',
  square: '<path d="M11.5 1.5H18.5V8.5H11.5Z"/>',
  triangle: '<path d="M15 0.5L19 8.5H11Z"/>',
  diamond: '<path d="M15 0.5L19.5 5L15 9.5L10.5 5Z"/>',
  cross: '<path d="M11 1L19 9M19 1L11 9" stroke="var(--fail)" stroke-width="2"/>',
} as const;

const stroke = ({ color, dash }: KeyLine): Markup | undefined =>
  dash === undefined
    ? undefined
    : html`<path d="M1 5H29" stroke="${color}" stroke-width="2.25" fill="none" stroke-dasharray="${dash}"/>`;

const mark = (one: KeyLine): Markup | undefined =>
  one.mark === undefined ? undefined : html`<g fill="${one.color}">${trusted(MARKS[one.mark])}</g>`;

/** The key below a chart; every line differs by more than colour. */
export const chartKey = (lines: readonly KeyLine[]): Markup =>
  html`<ul class="key">${lines.map(
    (one) =>
      html`<li><svg viewBox="0 0 30 10" aria-hidden="true">${stroke(one)}${mark(one)}</svg>${one.name}</li>`,
  )}</ul>`;
