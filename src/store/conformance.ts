import { rm } from "node:fs/promises";
import { join } from "node:path";
import { type Conformance, conformanceFolder } from "../model/conformance.ts";
import { Failure } from "../model/failure.ts";
import { readText, writeWhole } from "./text-file.ts";

/** An output that is kept beside the record, in the shape of the cases of `test/cases`. */
export interface KeptOutput {
  /** Relative to the record. */
  readonly path: string;
  readonly sentence: string;
  readonly answer: { readonly stdout: string; readonly exit: number };
  /** What our parser makes of it today. */
  readonly value: null;
}

const folder = (inventory: string, chip: string, build: string): string =>
  join(inventory, "conformance", conformanceFolder(chip, build));

/** The record of a chip and an OS build, or `undefined` when nobody has looked. Throws `conformance-malformed`. */
export async function readConformance(
  inventory: string,
  chip: string,
  build: string,
): Promise<Conformance | undefined> {
  const path = join(folder(inventory, chip, build), "record.json");
  const text = await readText(path);
  return text === undefined ? undefined : parsed(path, text);
}

/** Writes the outputs first and the record that names them last; returns the path of the record. */
export async function writeConformance(
  inventory: string,
  record: Conformance,
  outputs: readonly KeptOutput[],
): Promise<string> {
  const { chip, os } = record.machine;
  const place = folder(inventory, chip, os.build);
  const named = new Set(record.items.flatMap(({ kept }) => kept ?? []));
  for (const { path, ...output } of outputs.filter((one) => named.has(one.path)))
    await writeWhole(join(place, path), `${JSON.stringify(output, undefined, 2)}\n`);
  const file = join(place, "record.json");
  await writeWhole(file, `${JSON.stringify(record, undefined, 2)}\n`);
  for (const { id, kept } of record.items)
    if (kept === undefined) await rm(join(place, keptPath(id)), { force: true });
  return file;
}

/** Where the output of an item is kept, relative to the record. */
export const keptPath = (id: string): string => `outputs/${id}.json`;

function parsed(path: string, text: string): Conformance {
  try {
    const value = Object(JSON.parse(text)) as Partial<Conformance>;
    if (value.format === "espalier-conformance/1" && value.machine && Array.isArray(value.items))
      return value as Conformance;
  } catch {
    // Told below: it is no record either way.
  }
  throw new Failure({
    code: "conformance-malformed",
    subject: path,
    saw: "it is no record of format espalier-conformance/1",
    hint: "restore it from version control, or remove it and run `espalier conform` again",
  });
}
