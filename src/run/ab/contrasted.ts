import { join } from "node:path";
import { ALLOWANCES, type Contrast } from "../../model/contrast.ts";
import { heldBeside, partiesOf } from "../compare.ts";

/** Reads the climbs of an A/B back as an auditor would, verified, and holds B beside A. Throws `runs-incomparable`. */
export async function contrasted(
  directory: string,
  { rounds, allowedSigners }: { readonly rounds: number; readonly allowedSigners: string },
): Promise<Contrast> {
  const names = Array.from({ length: rounds }, (_, index) => String(index + 1));
  const side = (name: "a" | "b") =>
    partiesOf(
      names.map((round) => ({ folder: join(directory, name, round) })),
      { allowedSigners, unsigned: true },
    );
  return heldBeside({ a: await side("a"), b: await side("b") }, ALLOWANCES, directory);
}
