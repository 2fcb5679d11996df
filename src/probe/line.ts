import type { RungMeasurement } from "../model/gate.ts";

/** What the ladder script prints on stdout, one JSON object a line. */
export type LadderLine =
  | { readonly kind: "rung-started"; readonly rung: number; readonly lap?: number }
  /** Also the heartbeat: printed at least with every reading of the signals. */
  | ({ readonly kind: "progress"; readonly rung: number; readonly done: number; readonly of: number } & Swap)
  | ({ readonly kind: "rung-ended"; readonly rung: RungMeasurement } & Swap)
  | { readonly kind: "signals-missing"; readonly names: readonly string[] };

/** How much more lay in swap at the most than when the climb began, bytes; absent where it is not read. */
interface Swap {
  readonly swapGrowth?: number;
}

const KINDS: readonly string[] = ["rung-started", "progress", "rung-ended", "signals-missing"];

/** The line as the script prints it. */
export const ladderText = (line: LadderLine): string => `${JSON.stringify(line)}\n`;

/** Reads a line back; `undefined` for anything the script does not print. */
export function ladderLine(text: string): LadderLine | undefined {
  try {
    const value = Object(JSON.parse(text));
    return KINDS.includes(value.kind) ? (value as LadderLine) : undefined;
  } catch {
    return undefined;
  }
}
