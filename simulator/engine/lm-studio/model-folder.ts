import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { ggufKeys } from "../gguf-keys.ts";

/** A model on disk: `models/PUBLISHER/MODEL/` with GGUF files or one MLX snapshot. */
export interface DownloadedModel {
  readonly key: string;
  readonly publisher: string;
  /** Below the models folder. */
  readonly path: string;
  readonly format: "gguf" | "safetensors";
  readonly quantization: string;
  readonly bytes: number;
  readonly type: "llm" | "embedding";
}

const folders = (path: string): string[] =>
  existsSync(path)
    ? readdirSync(path, { withFileTypes: true })
        .filter((entry) => entry.isDirectory() || entry.isSymbolicLink())
        .map(({ name }) => name)
        .sort()
    : [];

const quantizationOf = (name: string): string => /(Q\d\w*|F16|BF16|\d+bit)/i.exec(name)?.[1] ?? "";

const isWeights = (name: string): boolean => /\.(gguf|safetensors)$/.test(name);

/** Known by its architecture alone, whatever pooling its file names (lmstudio-bug-tracker#290, #1908, #2177). */
const isEmbedder = (file: string): boolean =>
  ["bert", "nomic-bert"].includes(String(ggufKeys(file).get("general.architecture")));

function read(models: string, publisher: string, folder: string): DownloadedModel[] {
  const place = join(models, publisher, folder);
  const weights = readdirSync(place).filter(isWeights).sort();
  const [first] = weights;
  if (first === undefined) return [];
  const format = first.endsWith(".gguf") ? "gguf" : "safetensors";
  return [
    {
      key: `${publisher}/${folder}`.toLowerCase(),
      publisher,
      path: format === "gguf" ? `${publisher}/${folder}/${first}` : `${publisher}/${folder}`,
      format,
      quantization: quantizationOf(format === "gguf" ? first : folder),
      bytes: weights.reduce((sum, name) => sum + statSync(join(place, name)).size, 0),
      type: format === "gguf" && isEmbedder(join(place, first)) ? "embedding" : "llm",
    },
  ];
}

/** Every model below the models folder. */
export const downloaded = (models: string): readonly DownloadedModel[] =>
  folders(models).flatMap((publisher) =>
    folders(join(models, publisher)).flatMap((folder) => read(models, publisher, folder)),
  );

/** The model that a name means: its key, its path, or its folder alone. */
export const findModel = (models: string, name: string): DownloadedModel | undefined =>
  downloaded(models).find(
    ({ key, path }) =>
      key === name.toLowerCase() || path === name || key.split("/")[1] === name.toLowerCase(),
  );
