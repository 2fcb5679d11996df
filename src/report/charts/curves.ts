import { dot, lineY, type Markish, text } from "@observablehq/plot";
import { apart } from "./axes.ts";
import { HALF } from "./canvas.ts";
import type { KeyLine } from "./key.ts";

/** How a curve is drawn, by more than its colour, and its name. */
export interface Look {
  readonly name: string;
  readonly color: string;
  readonly symbol: "circle" | "square" | "triangle" | "diamond";
  readonly dash: string;
}

export interface Point {
  readonly x: number;
  /** `NaN` where it is not known. */
  readonly y: number;
}

export interface Curve {
  readonly look: Look;
  readonly points: readonly Point[];
}

export const known = (points: readonly Point[]): readonly Point[] =>
  points.filter(({ y }) => Number.isFinite(y));

/** A line through its points, each with the mark of its look. */
export const curve = ({ look, points }: Curve): readonly Markish[] => [
  lineY([...points], { x: "x", y: "y", stroke: look.color, strokeWidth: 2.25, strokeDasharray: look.dash }),
  dot([...known(points)], { x: "x", y: "y", fill: look.color, symbol: look.symbol, r: 4.2 }),
];

/** The names of the curves at their right ends, moved apart where they would touch. */
export function names(curves: readonly Curve[], most: number): Markish {
  const ends = curves.map(({ look, points }) => ({ look, end: known(points.slice(-1))[0] }));
  const places = apart(
    ends.map(({ end }) => end?.y ?? 0),
    (most / HALF.height) * 19,
  );
  const labels = ends.flatMap(({ look, end }, index) =>
    end === undefined ? [] : [{ x: end.x, y: places[index] ?? end.y, ...look }],
  );
  const style = { textAnchor: "start", dx: 10, fontWeight: 600 } as const;
  return text(labels, { x: "x", y: "y", text: "name", fill: "color", ...style });
}

/** Its line in the key below the chart. */
export const keyOf = ({ name, color, dash, symbol }: Look): KeyLine => ({ name, color, dash, mark: symbol });
