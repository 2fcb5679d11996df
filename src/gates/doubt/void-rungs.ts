import type { Climb } from "../../model/climb.ts";
import { instrumentDoubts } from "./instrument.ts";

/** The rungs that tell nothing, because the instrument does not believe itself there; ascending. */
export const voidRungs = (climb: Climb): readonly number[] =>
  [...new Set(climb.samples.map(({ rung }) => rung))]
    .sort((a, b) => a - b)
    .filter((rung) => instrumentDoubts(climb, rung).length > 0);
