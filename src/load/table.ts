import { CsvError, type CsvRecord, csvLine, csvRecords } from "./csv.ts";
import { malformed } from "./malformed.ts";

/** What stands in a column: `number?` and `text?` may be empty; a list names the only texts allowed. */
export type Column = "text" | "text?" | "number" | "number?" | readonly string[];

/** Column names in order with what they hold; the names are the keys of the row. */
export type Columns<Row> = { readonly [Name in keyof Row]-?: Column };

/** A CSV file with a fixed header. */
export interface Table<Row> {
  readonly name: string;
  readonly columns: Columns<Row>;
}

/** The first line of the file. */
export const headerLine = <Row>(table: Table<Row>): string => csvLine(Object.keys(table.columns));

/** The line of one row; an absent value is an empty cell. */
export const rowLine = <Row>(table: Table<Row>, row: Row): string =>
  csvLine(Object.keys(table.columns).map((name) => String(row[name as keyof Row] ?? "")));

/** The whole file. */
export const tableText = <Row>(table: Table<Row>, rows: readonly Row[]): string =>
  headerLine(table) + rows.map((row) => rowLine(table, row)).join("");

/**
 * Reads the file back. A column that may be empty may also be missing: evidence of an earlier ladder has fewer of them.
 * Throws `Failure` `evidence-malformed` that names file and line.
 */
export function tableRows<Row>(table: Table<Row>, text: string): readonly Row[] {
  const [header, ...records] = recordsOf(table, text);
  const columns = headed(table, header?.cells ?? []);
  return records.map((record) => rowOf({ name: table.name, columns }, record));
}

type Headed = readonly (readonly [string, Column])[];

/** The columns that the header names: in the order of the table, and none left out that must be there. */
function headed<Row>({ name, columns }: Table<Row>, cells: readonly string[]): Headed {
  const all = Object.entries(columns) as [string, Column][];
  const found = all.filter(([column, kind]) => !isOptional(kind) || cells.includes(column));
  if (found.map(([column]) => column).join(",") === cells.join(",")) return found;
  throw malformed(`${name}:1`, `the header is not ${all.map(([column]) => column).join(",")}`);
}

function recordsOf<Row>(table: Table<Row>, text: string): readonly CsvRecord[] {
  try {
    return csvRecords(text);
  } catch (cause) {
    if (!(cause instanceof CsvError)) throw cause;
    throw malformed(`${table.name}:${cause.line}`, cause.message);
  }
}

interface Sheet {
  readonly name: string;
  readonly columns: Headed;
}

function rowOf<Row>({ name, columns }: Sheet, { line, cells }: CsvRecord): Row {
  const where = `${name}:${line}`;
  if (cells.length !== columns.length) throw malformed(where, `${cells.length} cells, not ${columns.length}`);
  const entries = columns.map(
    ([column, kind], index) => [column, cellValue(kind, cells[index] ?? "")] as const,
  );
  const wrong = entries.find(([, value]) => value === WRONG);
  if (wrong !== undefined) throw malformed(where, `${wrong[0]} cannot be read`);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined)) as Row;
}

const isOptional = (kind: Column): boolean => kind === "number?" || kind === "text?";

const WRONG = Symbol("wrong");
const NUMBER = /^-?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/;

function cellValue(column: Column, cell: string): string | number | undefined | typeof WRONG {
  if (column === "text") return cell;
  if (typeof column === "object") return column.includes(cell) ? cell : WRONG;
  if (cell === "" && isOptional(column)) return undefined;
  if (column === "text?") return cell;
  return NUMBER.test(cell) ? Number(cell) : WRONG;
}
