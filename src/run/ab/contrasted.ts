import { join } from "node:path";
import { contrastOf } from "../../gates/contrast/contrast.ts";
import { ALLOWANCES, type Contrast } from "../../model/contrast.ts";
import { Failure } from "../../model/failure.ts";
import { partiesOf } from "../compare.ts";

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
  const found = contrastOf({ a: await side("a"), b: await side("b") }, ALLOWANCES);
  if (found.kind === "contrast") return found.contrast;
  throw new Failure({
    code: "runs-incomparable",
    subject: directory,
    saw: found.objections.join("; "),
    hint: "both sides must be asked alike: the same API, the same prompts",
  });
}
