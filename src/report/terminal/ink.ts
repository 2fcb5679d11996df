import type { Verdict } from "../../model/gate.ts";
import { SIGN } from "../words.ts";
import { type Brush, type Palette, PLAIN } from "./palette.ts";

/** Text with its brush; widths are counted before painting. */
export interface Ink {
  readonly text: string;
  readonly brush: Brush;
}

export const ink = (text: string, brush: Brush = PLAIN.dim): Ink => ({ text, brush });

/** One line of at most `width` columns; what does not fit ends with an ellipsis. */
export function inkLine(parts: readonly Ink[], width: number): string {
  let room = width;
  const painted: string[] = [];
  for (const { text: raw, brush } of parts) {
    const text = raw.replace(/\p{Cc}/gu, " ");
    if (room <= 0) break;
    const shown = text.length <= room ? text : `${text.slice(0, room - 1)}…`;
    room -= text.length;
    if (shown !== "") painted.push(brush(shown));
  }
  return painted.join("").trimEnd();
}

/** The brush for a verdict. */
export const verdictBrush = (palette: Palette, verdict: Verdict): Brush =>
  ({ pass: palette.ok, fail: palette.fail, unproven: palette.warn })[verdict];

/** `✓ pass`. */
export const verdictText = (verdict: Verdict): string => `${SIGN[verdict]} ${verdict}`;
