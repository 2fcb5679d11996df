import { oneLine } from "../format.ts";

/** Rows of text in columns, each as wide as its longest cell; no cell is cut and no line ends in white space. */
export function columns(texts: readonly (readonly string[])[]): readonly string[] {
  const rows = texts.map((row) => row.map((cell, at) => (at === 0 ? cell : oneLine(cell))));
  const widths = (rows[0] ?? []).map((_, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join("  ")
      .trimEnd(),
  );
}
