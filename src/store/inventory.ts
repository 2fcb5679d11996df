import { readdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { EXIT, Failure } from "../model/failure.ts";
import { promptText } from "./prompt-text.ts";
import { readText, shownPath, writeWhole } from "./text-file.ts";

/** A text with the name a reader would type to open it. */
export interface NamedText {
  readonly text: string;
  readonly file: string;
}

const poolFile = (inventory: string, pool: string): string => join(inventory, "pools", `${pool}.yaml`);
const authorityFile = (inventory: string, pool: string): string => join(inventory, "locks", `${pool}.ca.pem`);

/** Names of the pools of an inventory, sorted. */
export async function poolNames(inventory: string): Promise<readonly string[]> {
  const files = await readdir(join(inventory, "pools")).catch(() => []);
  return files
    .filter((file) => file.endsWith(".yaml"))
    .map((file) => file.slice(0, -".yaml".length))
    .sort();
}

/** The text of a YAML file; `undefined` when there is none. Throws `text-encoded` for UTF-16, which some editors write by themselves. */
export async function yamlText(path: string): Promise<string | undefined> {
  const text = await readText(path);
  if (text === undefined || !UTF16.test(text)) return text;
  throw new Failure({
    code: "text-encoded",
    subject: shownPath(path),
    saw: "it is UTF-16",
    hint: "save it as UTF-8",
    exit: EXIT.badInventory,
  });
}

/** Read as UTF-8: a mark of UTF-16 is no letter, and without it every other byte of an ASCII text is zero. */
const UTF16 = /^(\uFFFD\uFFFD|[^\0]?\0)/;

/** The YAML of one pool. Throws `pool-missing` with the pools there are. */
export async function poolText(inventory: string, pool: string): Promise<NamedText> {
  const path = poolFile(inventory, pool);
  const text = await yamlText(path);
  if (text !== undefined) return { text, file: shownPath(path) };
  const known = await poolNames(inventory);
  throw new Failure({
    code: "pool-missing",
    subject: pool,
    saw: `there is no ${shownPath(path)}`,
    hint:
      known.length > 0
        ? `pools here: ${known.join(", ")}`
        : "copy inventory/example.yaml there and describe your pool",
    exit: EXIT.badInventory,
  });
}

/** The text beside a pool's file that prompts are cut from; `undefined` where the pool names none. Throws as `promptText` does. */
export async function corpusText(pool: string, corpus: string | undefined): Promise<string | undefined> {
  if (corpus === undefined) return undefined;
  const source = {
    subject: `${pool} ladder.workload.corpus`,
    exit: EXIT.badInventory,
    without: "leave corpus out",
  };
  return promptText(join(dirname(pool), corpus), source);
}

/** The catalogue of artifacts. Throws `catalogue-missing`. */
export async function catalogueText(inventory: string): Promise<NamedText> {
  const path = join(inventory, "artifacts.yaml");
  const text = await yamlText(path);
  if (text !== undefined) return { text, file: shownPath(path) };
  throw new Failure({
    code: "catalogue-missing",
    subject: shownPath(path),
    saw: "the catalogue of artifacts is missing",
    hint: "put it beside pools/, or point --inventory at the folder that holds both",
    exit: EXIT.badInventory,
  });
}

/** The certificate of the authority that signs for a pool, or `undefined` when there is none. */
export async function authorityText(inventory: string, pool: string): Promise<NamedText | undefined> {
  const path = authorityFile(inventory, pool);
  const text = await readText(path);
  return text === undefined ? undefined : { text, file: shownPath(path) };
}

/** Returns the name of the file, as a reader would type it. */
export async function writeAuthorityText(inventory: string, pool: string, text: string): Promise<string> {
  const path = authorityFile(inventory, pool);
  await writeWhole(path, text);
  return shownPath(path);
}

export const writePoolText = (inventory: string, pool: string, text: string): Promise<void> =>
  writeWhole(poolFile(inventory, pool), text);
