import { type Markish, ruleY, text } from "@observablehq/plot";
import { HALO } from "./canvas.ts";
import type { LimitLine } from "./limits.ts";

/** A rung with the largest value drawn there, ms. */
export interface Seen {
  readonly rung: number;
  readonly most: number;
}

interface Span extends LimitLine {
  readonly x1: number;
  readonly x2: number;
  /** Where its label stands. */
  readonly x: number;
}

const COLOR = "var(--limit)";

/** Curves over rungs rise to the right: above them there is room to the left, below them to the right. */
function span(line: LimitLine, seen: readonly Seen[]): Span & { readonly place: keyof typeof PLACES } {
  if (line.rung === undefined) return { ...line, x1: -0.4, x2: seen.length - 0.6, x: -0.4, place: "begin" };
  const at = seen.findIndex(({ rung }) => rung === line.rung);
  const [x1, x2] = [at - 0.38, at + 0.38];
  if (line.value < (seen[at]?.most ?? 0)) return { ...line, x1, x2, x: at - 0.12, place: "below" };
  return at === 0
    ? { ...line, x1, x2, x: x1, place: "begin" }
    : { ...line, x1, x2, x: at + 0.14, place: "above" };
}

const PLACES = {
  begin: { textAnchor: "start", dy: -9 },
  above: { textAnchor: "end", dy: -9 },
  below: { textAnchor: "start", dy: 11 },
} as const;

/** The limits of the rules as dashed lines, over their own rung or over all. */
export function limitMarks(lines: readonly LimitLine[], seen: readonly Seen[]): readonly Markish[] {
  const spans = lines
    .filter(({ rung }) => rung === undefined || seen.some((one) => one.rung === rung))
    .map((line) => span(line, seen));
  const places = Object.entries(PLACES).map(([name, style]) =>
    text(
      spans.filter(({ place }) => place === name),
      { x: "x", y: "value", text: "label", fill: COLOR, ...style, ...HALO },
    ),
  );
  const line = { y: "value", x1: "x1", x2: "x2", stroke: COLOR, strokeWidth: 1.5, strokeDasharray: "2 3" };
  return [ruleY(spans, line), ...places];
}
