import type { RungEnd, RungProgress } from "../model/event.ts";

/** What the ladder script prints on stdout, one JSON object a line. */
export type LadderLine =
  | {
      readonly kind: "rung-started";
      readonly rung: number;
      readonly lap?: number;
      /** The climb was there before. */
      readonly again?: true;
    }
  /** Also the heartbeat: printed at least with every reading of the signals. */
  | ({ readonly kind: "progress"; readonly rung: number } & Omit<RungProgress, "left">)
  | ({ readonly kind: "rung-ended" } & RungEnd)
  | { readonly kind: "signals-missing"; readonly names: readonly string[] };

const KINDS: readonly string[] = ["rung-started", "progress", "rung-ended", "signals-missing"];

/** Prints a line. */
export const tell = (line: LadderLine): void => void process.stdout.write(`${JSON.stringify(line)}\n`);

/** Reads a line back; `undefined` for anything the script does not print. */
export function ladderLine(text: string): LadderLine | undefined {
  try {
    const value = Object(JSON.parse(text));
    return KINDS.includes(value.kind) ? (value as LadderLine) : undefined;
  } catch {
    return undefined;
  }
}
