import { createHash } from "node:crypto";
import { type Digest, digestOf } from "../../src/model/digest.ts";

/** A model as the registry keeps it: the manifest's bytes and every blob. */
export interface RegistryModel {
  readonly repository: string;
  readonly tag: string;
  readonly manifest: Buffer;
  readonly blobs: ReadonlyMap<Digest, Buffer>;
}

export const MANIFEST_TYPE = "application/vnd.docker.distribution.manifest.v2+json";
const LAYER = "application/vnd.ollama.image.";
const WEIGHTS_SIZE = 256 * 1024;

/** Bytes that depend on `seed` only. */
function seeded(seed: string, size: number): Buffer {
  const parts: Buffer[] = [];
  for (let count = 0; parts.length * 32 < size; count += 1) {
    parts.push(createHash("sha256").update(`${seed}/${count}`).digest());
  }
  return Buffer.concat(parts).subarray(0, size);
}

interface Recipe {
  readonly repository: string;
  readonly tag: string;
  readonly family: string;
  readonly parameters: string;
  /** Absent: GGUF. Safetensors run in Ollama's MLX runner. */
  readonly format?: "gguf" | "safetensors";
  /** Another edition has other weights. */
  readonly edition: number;
}

const config = ({ family, parameters, format = "gguf" }: Recipe): string =>
  JSON.stringify({
    model_format: format,
    model_family: family,
    model_families: [family],
    model_type: parameters,
    file_type: "Q4_K_M",
    architecture: "amd64",
    os: "linux",
    rootfs: { type: "layers", diff_ids: [] },
  });

function build(recipe: Recipe): RegistryModel {
  const { repository, tag, edition } = recipe;
  const parts: readonly (readonly [string, Buffer])[] = [
    ["application/vnd.docker.container.image.v1+json", Buffer.from(config(recipe))],
    [
      `${LAYER}${recipe.format === "safetensors" ? "tensor" : "model"}`,
      seeded(`${repository}:${tag}#${edition}`, WEIGHTS_SIZE),
    ],
    [`${LAYER}template`, Buffer.from("{{ .Prompt }}")],
    [`${LAYER}params`, Buffer.from('{"stop":["<|im_end|>"],"temperature":0.6}')],
  ];
  const described = parts.map(([mediaType, data]) => ({
    mediaType,
    digest: digestOf(data),
    size: data.length,
  }));
  const [configPart, ...layers] = described;
  const manifest = { schemaVersion: 2, mediaType: MANIFEST_TYPE, config: configPart, layers };
  return {
    repository,
    tag,
    manifest: Buffer.from(JSON.stringify(manifest)),
    blobs: new Map(parts.map(([, data]) => [digestOf(data), data])),
  };
}

const RECIPES: readonly Omit<Recipe, "edition">[] = [
  { repository: "library/qwen3", tag: "4b", family: "qwen3", parameters: "4.0B" },
  {
    repository: "library/qwen3",
    tag: "4b-mlx",
    family: "qwen3",
    parameters: "4.0B",
    format: "safetensors",
  },
  { repository: "library/llama3.2", tag: "3b", family: "llama", parameters: "3.2B" },
];

/** The registry's models; `edition` 2 is what the same tags name after they moved. */
export const models = (edition: number): readonly RegistryModel[] =>
  RECIPES.map((recipe) => build({ ...recipe, edition }));
