import type { Digest } from "./digest.ts";
import type { VectorPooling } from "./shape.ts";
import type { Bytes } from "./units.ts";

/** What every model has, wherever it comes from. */
interface Weights {
  readonly name: string;
  readonly engine: string;
  /** `library/qwen3`, `qwen/qwen3-4b-gguf`. */
  readonly repository: string;
  /** When the inventory insists on a manifest digest, `pin` refuses any other. */
  readonly digest?: Digest;
  /** What the memory plan takes where the model's own metadata is not known: weights once, KV per token and slot. */
  readonly weights?: Bytes;
  readonly kvPerToken?: Bytes;
  /** It turns text into vectors and generates nothing. */
  readonly embeds: boolean;
  /** How it makes one vector of a text, where its header does not tell it. */
  readonly pooling?: VectorPooling;
  /** Too dear for everyone: only lanes that say premium may ask for it. */
  readonly premium: boolean;
}

/** A model of a registry that serves manifests and blobs by digest, as Ollama's does. */
export interface RegistryModel extends Weights {
  readonly source: "registry";
  /** Base URL, for example `https://registry.ollama.ai`. */
  readonly registry: string;
  readonly tag: string;
}

/** Files of a repository at one revision, as huggingface.co serves them. */
export interface HubModel extends Weights {
  readonly source: "hub";
  /** Base URL, for example `https://huggingface.co`. */
  readonly hub: string;
  /** A branch, a tag or a commit; it may move, the lock keeps the commit. */
  readonly revision: string;
  /** The one file that is wanted, for example a GGUF; absent: the whole snapshot. */
  readonly file?: string;
}

export type Model = RegistryModel | HubModel;

/** The files of a snapshot that any engine reads; what else a repository holds (pictures, cards) stays where it is. */
const READ_BY_ENGINES = /\.(safetensors|gguf|json|jinja|model|txt|tiktoken)$/;

/** True for a file of the repository that the model consists of. */
export const isWanted = ({ file }: Pick<HubModel, "file">, path: string): boolean =>
  file === undefined ? READ_BY_ENGINES.test(path) : path === file;
