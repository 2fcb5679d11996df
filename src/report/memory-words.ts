import type { EngineFootprint } from "../model/memory.ts";
import { formatSize } from "../model/units.ts";

const told = (value: number | undefined, otherwise: string): string =>
  value === undefined ? otherwise : formatSize(value);

/** How far what was held is from the plan: `8 % less`, `3 % more than planned`. */
function beside({ planned, measured }: EngineFootprint): string {
  if (planned === undefined || planned === 0 || measured === undefined) return "cannot be told";
  const part = Math.round(Math.abs(measured / planned - 1) * 100);
  if (part === 0) return "as planned";
  return `${part} % ${measured > planned ? "more" : "less"}`;
}

/** An engine, what was planned for it, what it held at most, and how far the one is from the other. */
export const footprintCells = (one: EngineFootprint): readonly string[] => [
  one.engine,
  told(one.planned, "not known"),
  told(one.measured, "not read"),
  beside(one),
];

export const FOOTPRINT_TITLES = ["Engine", "Planned", "Held at most", "Difference"] as const;
