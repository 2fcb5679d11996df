import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { Problem } from "../problem.ts";

/** Files without which mlx_lm cannot load a directory. */
const WANTED = ["config.json", "tokenizer.json"];

/** True for a directory with a config, a tokenizer and weights. */
export const isSnapshot = (path: string): boolean =>
  existsSync(path) &&
  statSync(path).isDirectory() &&
  WANTED.every((name) => existsSync(join(path, name))) &&
  readdirSync(path).some((name) => name.endsWith(".safetensors"));

/** A name that is no directory would be fetched from the hub, which a pinned host may not ask. */
export function refuseHub(model: string): never {
  throw new Problem(
    404,
    `Cannot find an appropriate cached snapshot folder for the specified revision on the local disk and outgoing traffic has been disabled. (${model})`,
  );
}
