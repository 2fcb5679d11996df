import type { Palette } from "../report/terminal/palette.ts";

const paint =
  (open: number, close: number) =>
  (text: string): string =>
    `\u001b[${open}m${text}\u001b[${close}m`;

const plain = (text: string): string => text;

/** Colours of the terminal; none when `NO_COLOR` is set (https://no-color.org). */
export const palette = ({ NO_COLOR }: Readonly<Record<string, string | undefined>>): Palette =>
  NO_COLOR
    ? { ok: plain, fail: plain, warn: plain, dim: plain, bold: plain }
    : { ok: paint(32, 39), fail: paint(31, 39), warn: paint(33, 39), dim: paint(2, 22), bold: paint(1, 22) };
