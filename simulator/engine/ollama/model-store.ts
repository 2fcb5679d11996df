import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { poolingOf } from "../gguf-keys.ts";
import { type Held, heldByConfig, heldByGguf } from "../held.ts";
import { displayName, type ModelName, parseName, sameModel, sameName } from "./names.ts";

export interface ManifestLayer {
  readonly mediaType: string;
  readonly digest: string;
  readonly size: number;
  /** Of a file of a snapshot. */
  readonly name?: string;
}

interface Manifest {
  readonly config: ManifestLayer;
  readonly layers: readonly ManifestLayer[];
}

/** What the config blob says of a model. */
export interface ModelDetails {
  readonly parent_model: string;
  readonly format: string;
  readonly family: string;
  readonly families: readonly string[];
  readonly parameter_size: string;
  readonly quantization_level: string;
}

/** A model whose manifest is on disk. */
export interface InstalledModel {
  readonly name: ModelName;
  /** As the API prints it. */
  readonly display: string;
  /** sha256 of the manifest's bytes, hex. */
  readonly digest: string;
  readonly size: number;
  readonly modified: Date;
  readonly layers: readonly ManifestLayer[];
  readonly details: ModelDetails;
}

const sha256 = (data: Buffer): string => createHash("sha256").update(data).digest("hex");

/** `$OLLAMA_MODELS`: manifests by name, blobs by digest. Read anew at every question. */
export class ModelStore {
  readonly #directory: string;

  constructor(directory: string) {
    this.#directory = directory;
  }

  blobPath(digest: string): string {
    return join(this.#directory, "blobs", digest.replace(":", "-"));
  }

  manifestPath({ host, repository, tag }: ModelName): string {
    return join(this.#directory, "manifests", host, repository, tag);
  }

  list(): readonly InstalledModel[] {
    const base = join(this.#directory, "manifests");
    if (!existsSync(base)) return [];
    return readdirSync(base, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .flatMap((entry) => this.#read(base, join(entry.parentPath, entry.name)))
      .sort((a, b) => b.modified.getTime() - a.modified.getTime());
  }

  /** The model that a request names; a short name also finds one that came from another registry. */
  find(text: string): InstalledModel | undefined {
    const name = parseName(text);
    if (name === undefined) return undefined;
    const all = this.list();
    const exact = all.find((model) => sameName(model.name, name));
    return exact ?? (text.includes("/") ? undefined : all.find((model) => sameModel(model.name, name)));
  }

  /** What a model takes in memory, by its own blobs. */
  held({ layers }: InstalledModel, kvType: string): Held {
    const gguf = layers.find(({ mediaType }) => mediaType.endsWith(".image.model"));
    if (gguf !== undefined) return heldByGguf(this.blobPath(gguf.digest), kvType);
    const weights = layers.filter(({ mediaType }) => mediaType.endsWith(".image.tensor"));
    const config = layers.find(({ name }) => name === "config.json");
    const bytes = weights.reduce((sum, { size }) => sum + size, 0);
    return heldByConfig(this.blobPath(config?.digest ?? ""), bytes);
  }

  /** Ollama's own rule: a file with a kind of pooling is for vectors, any other generates. */
  embeds({ layers }: InstalledModel): boolean {
    const gguf = layers.find(({ mediaType }) => mediaType.endsWith(".image.model"));
    const path = this.blobPath(gguf?.digest ?? "");
    return gguf !== undefined && existsSync(path) && poolingOf(path) !== undefined;
  }

  hasBlobs(model: InstalledModel): boolean {
    return model.layers.every(({ digest }) => existsSync(this.blobPath(digest)));
  }

  /** Bytes of a blob; `undefined` when it is not there. */
  blobSize(digest: string): number | undefined {
    return statSync(this.blobPath(digest), { throwIfNoEntry: false })?.size;
  }

  writeBlob(digest: string, data: Buffer): void {
    this.#write(this.blobPath(digest), data);
  }

  writeManifest(name: ModelName, data: Buffer): void {
    this.#write(this.manifestPath(name), data);
  }

  remove(model: InstalledModel): void {
    rmSync(this.manifestPath(model.name), { force: true });
    const kept = new Set(this.list().flatMap(({ layers }) => layers.map(({ digest }) => digest)));
    for (const { digest } of model.layers)
      if (!kept.has(digest)) rmSync(this.blobPath(digest), { force: true });
  }

  #write(path: string, data: Buffer): void {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, data);
  }

  /** A file that is no manifest of a model is passed over, as Ollama does. */
  #read(base: string, path: string): InstalledModel[] {
    const [host = "", ...rest] = relative(base, path).split("/");
    const tag = rest.pop() ?? "";
    const name = { host, repository: rest.join("/"), tag };
    try {
      const bytes = readFileSync(path);
      const { config, layers } = JSON.parse(bytes.toString("utf8")) as Manifest;
      const all = [config, ...layers];
      return [
        {
          name,
          display: displayName(name),
          digest: sha256(bytes),
          size: all.reduce((sum, { size }) => sum + size, 0),
          modified: statSync(path).mtime,
          layers: all,
          details: this.#details(config.digest),
        },
      ];
    } catch {
      return [];
    }
  }

  #details(configDigest: string): ModelDetails {
    const path = this.blobPath(configDigest);
    const config = existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")) as Record<string, string>) : {};
    const family = config["model_family"] ?? "";
    return {
      parent_model: "",
      format: config["model_format"] ?? "gguf",
      family,
      families: family === "" ? [] : [family],
      parameter_size: config["model_type"] ?? "",
      quantization_level: config["file_type"] ?? "",
    };
  }
}
