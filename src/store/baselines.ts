import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { Baseline } from "../model/baseline.ts";
import { digestOf } from "../model/digest.ts";
import { Failure } from "../model/failure.ts";
import { readText, writeWhole } from "./text-file.ts";

/** A baseline as it lies in the inventory, with the samples it stands on. */
export interface KeptBaseline {
  /** The name of its folder below `baselines/`. */
  readonly folder: string;
  readonly baseline: Baseline;
  readonly samples: string;
}

/** `baselines/<folder>/baseline.json`: the file that is signed. */
export const baselineFile = (inventory: string, folder: string): string =>
  join(inventory, "baselines", folder, "baseline.json");

/** Writes a baseline: the samples first, the record that names their digest last. */
export async function writeBaseline(inventory: string, kept: KeptBaseline): Promise<void> {
  const path = baselineFile(inventory, kept.folder);
  await writeWhole(join(path, "..", "samples.csv"), kept.samples);
  await writeWhole(path, `${JSON.stringify(kept.baseline, undefined, 2)}\n`);
}

/** The baseline of a folder, or `undefined` when none is enrolled. Throws `baseline-malformed`. */
export async function readBaseline(inventory: string, folder: string): Promise<KeptBaseline | undefined> {
  const path = baselineFile(inventory, folder);
  const text = await readText(path);
  if (text === undefined) return undefined;
  const samples = (await readText(join(path, "..", "samples.csv"))) ?? "";
  const baseline = parsed(path, text);
  if (digestOf(samples) === baseline.samples) return { folder, baseline, samples };
  throw malformed(path, "samples.csv beside it is not the one that was enrolled");
}

/** All baselines of an inventory, by folder. */
export async function readBaselines(inventory: string): Promise<readonly KeptBaseline[]> {
  const folders = await readdir(join(inventory, "baselines")).catch(() => []);
  const found = await Promise.all([...folders].sort().map((folder) => readBaseline(inventory, folder)));
  return found.filter((one) => one !== undefined);
}

function parsed(path: string, text: string): Baseline {
  try {
    const value = Object(JSON.parse(text)) as Partial<Baseline>;
    if (value.format === "espalier-baseline/1" && value.key && value.from && value.contract)
      return value as Baseline;
  } catch {
    // Told below: it is no baseline either way.
  }
  throw malformed(path, "it is no baseline of format espalier-baseline/1");
}

const malformed = (path: string, saw: string): Failure =>
  new Failure({
    code: "baseline-malformed",
    subject: path,
    saw,
    hint: "restore both files from version control, or enroll anew with --replace",
  });
