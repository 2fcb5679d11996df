/** One record with the line on which it began, counted from 1. */
export interface CsvRecord {
  readonly line: number;
  readonly cells: readonly string[];
}

/** A text that is no CSV. */
export class CsvError extends Error {
  readonly line: number;

  constructor(line: number) {
    super("a quote is not closed, or stands inside a bare cell");
    this.line = line;
  }
}

/** One line of RFC 4180, with its line end. */
export const csvLine = (cells: readonly string[]): string => `${cells.map(quoted).join(",")}\n`;

const quoted = (cell: string): string => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);

/** A quoted or a bare cell, and the comma, line end or end of text behind it. */
const CELL = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/y;

/** The records of a text. Throws `CsvError` when a quote is left open or misplaced. */
export function csvRecords(text: string): readonly CsvRecord[] {
  const records: CsvRecord[] = [];
  let [at, line] = [0, 1];
  while (at < text.length) {
    const record = readRecord(text, at);
    if (record === undefined) throw new CsvError(line);
    records.push({ line, cells: record.cells });
    line += text.slice(at, record.end).split("\n").length - 1;
    at = record.end;
  }
  return records;
}

function readRecord(text: string, start: number): { cells: string[]; end: number } | undefined {
  const cells: string[] = [];
  CELL.lastIndex = start;
  for (;;) {
    const match = CELL.exec(text);
    if (match === null) return undefined;
    cells.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? "");
    if (match[3] !== ",") return { cells, end: CELL.lastIndex };
  }
}
