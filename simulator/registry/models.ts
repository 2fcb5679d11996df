import { type Digest, digestOf } from "../../src/model/digest.ts";
import { NOMIC } from "./nomic.ts";
import { noise, type Published, publishedConfig, publishedGguf } from "./published.ts";

/** A model as the registry keeps it: the manifest's bytes and every blob. */
export interface RegistryModel {
  readonly repository: string;
  readonly tag: string;
  readonly manifest: Buffer;
  readonly blobs: ReadonlyMap<Digest, Buffer>;
}

export const MANIFEST_TYPE = "application/vnd.docker.distribution.manifest.v2+json";
const LAYER = "application/vnd.ollama.image.";
interface Recipe {
  readonly repository: string;
  readonly tag: string;
  readonly published: Published;
  readonly parameters: string;
  /** Absent: GGUF. Safetensors run in Ollama's MLX runner. */
  readonly format?: "gguf" | "safetensors";
  /** Another edition has other weights. */
  readonly edition: number;
}

const config = ({ published: { family }, parameters, format = "gguf" }: Recipe): string =>
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

/** Media type, bytes, and the name of a file that Ollama's MLX runner reads. */
type Part = readonly [type: string, data: Buffer, name?: string];

/** One GGUF file, or tensors and what a snapshot says of them. */
function weights({ repository, tag, edition, format, published }: Recipe): readonly Part[] {
  const seed = `${repository}:${tag}#${edition}`;
  if (format !== "safetensors") return [[`${LAYER}model`, publishedGguf(published, seed)]];
  return [
    [`${LAYER}tensor`, noise(seed)],
    [`${LAYER}json`, publishedConfig(published), "config.json"],
  ];
}

function build(recipe: Recipe): RegistryModel {
  const { repository, tag } = recipe;
  const parts: readonly Part[] = [
    ["application/vnd.docker.container.image.v1+json", Buffer.from(config(recipe))],
    ...weights(recipe),
    [`${LAYER}template`, Buffer.from("{{ .Prompt }}")],
    [`${LAYER}params`, Buffer.from('{"stop":["<|im_end|>"],"temperature":0.6}')],
  ];
  const described = parts.map(([mediaType, data, name]) => ({
    mediaType,
    digest: digestOf(data),
    size: data.length,
    ...(name !== undefined && { name }),
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

const QWEN3: Published = {
  family: "qwen3",
  layers: 36,
  width: 2560,
  heads: 32,
  kvHeads: 8,
  head: 128,
  vocabulary: 151_936,
  context: 40_960,
};
const LLAMA: Published = {
  family: "llama",
  layers: 28,
  width: 3072,
  heads: 24,
  kvHeads: 8,
  head: 128,
  vocabulary: 128_256,
  context: 131_072,
};

const RECIPES: readonly Omit<Recipe, "edition">[] = [
  { repository: "library/qwen3", tag: "4b", published: QWEN3, parameters: "4.0B" },
  {
    repository: "library/qwen3",
    tag: "4b-mlx",
    published: QWEN3,
    parameters: "4.0B",
    format: "safetensors",
  },
  { repository: "library/llama3.2", tag: "3b", published: LLAMA, parameters: "3.2B" },
  { repository: "library/nomic-embed-text", tag: "v1.5", published: NOMIC, parameters: "137M" },
];

/** The registry's models; `edition` 2 is what the same tags name after they moved. */
export const models = (edition: number): readonly RegistryModel[] =>
  RECIPES.map((recipe) => build({ ...recipe, edition }));
