import type { ChunkTimes } from "../model/sample.ts";
import { malformed } from "./malformed.ts";
import { headerLine, rowLine, type Table, tableRows } from "./table.ts";

interface Row extends Omit<ChunkTimes, "steps"> {
  /** Numbers with a blank between. */
  readonly steps: string;
}

const CHUNKS: Table<Row> = {
  name: "chunks.csv",
  columns: { rung: "number", index: "number", lap: "number?", steps: "text" },
};

/** The header of `chunks.csv`, with its line end. */
export const chunksHeader: string = headerLine(CHUNKS);

/** One line of `chunks.csv`: the microseconds from chunk to chunk, about five characters each. */
export const chunkLine = ({ steps, ...place }: ChunkTimes): string =>
  rowLine(CHUNKS, { ...place, steps: steps.join(" ") });

/** Reads `chunks.csv`. Throws `Failure` `evidence-malformed` that names the line. */
export const chunksFromCsv = (text: string): readonly ChunkTimes[] =>
  tableRows(CHUNKS, text).map(({ steps, ...place }, row) => ({ ...place, steps: numbers(steps, row) }));

function numbers(text: string, row: number): readonly number[] {
  if (text === "") return [];
  if (!/^\d+( \d+)*$/.test(text)) throw malformed(`chunks.csv:${row + 2}`, "steps cannot be read");
  return text.split(" ").map(Number);
}
