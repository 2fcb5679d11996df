import { type Conformance, conformanceLine, conformanceNote } from "../../model/conformance.ts";
import { columns } from "./columns.ts";

const SIGNS = { confirmed: "✓", refuted: "✕", unknown: "?", inapplicable: "-" } as const;

/** One line for each assumption and parser, then what the record says in all and where it lies. */
export function renderConformance(record: Conformance, file: string): string {
  const { chip, os } = record.machine;
  const rows = record.items.map(({ outcome, id, says, saw }) => [SIGNS[outcome], id, `${says}: ${saw}`]);
  return [columns(rows), "", conformanceLine(conformanceNote(chip, os.build, record)), `record ${file}`]
    .flat()
    .join("\n");
}
