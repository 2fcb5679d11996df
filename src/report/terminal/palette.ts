/** Paints text for a terminal; each brush leaves the text readable without it. */
export interface Palette {
  readonly ok: Brush;
  readonly fail: Brush;
  readonly warn: Brush;
  readonly dim: Brush;
  readonly bold: Brush;
}

export type Brush = (text: string) => string;

const asIs: Brush = (text) => text;

/** No colours: for files, pipes and `NO_COLOR`. */
export const PLAIN: Palette = { ok: asIs, fail: asIs, warn: asIs, dim: asIs, bold: asIs };
