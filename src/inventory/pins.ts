import type { Lock, ModelPin, OsTriple } from "../model/lock.ts";
import type { Model } from "../model/model.ts";

/** One pinned value, where it is and what it is about. */
export interface Pin {
  readonly path: string;
  readonly value: string;
  readonly kind:
    | "ladder"
    | "artifact-url"
    | "artifact-bytes"
    | "model-reference"
    | "model-manifest"
    | "host-key"
    | "host-os";
  /** The artifact, model or host. */
  readonly of: string;
}

/** `https://registry.ollama.ai/library/qwen3:4b`, `https://huggingface.co/qwen/qwen3-4b-gguf@main/qwen3.gguf`. */
export function modelReference(model: ModelPin | Model): string {
  if (!("hub" in model)) return `${model.registry}/${model.repository}:${model.tag}`;
  const file = model.file === undefined ? "" : `/${model.file}`;
  return `${model.hub}/${model.repository}@${model.revision}${file}`;
}

/** `26.1 (25B78)`, `26.1 (a) (25B78)`. */
const osText = ({ version, build, extra }: OsTriple): string =>
  `${version}${extra === "" ? "" : ` ${extra}`} (${build})`;

/** Everything a lock pins, flat, in the order of its sections. Blobs follow from the manifest and are left out. */
export function pinsOf(lock: Lock): readonly Pin[] {
  const artifacts = Object.entries(lock.artifacts).flatMap(([of, pin]): Pin[] => [
    { path: `artifacts.${of}.url`, value: pin.url, kind: "artifact-url", of },
    { path: `artifacts.${of}.sha256`, value: pin.sha256, kind: "artifact-bytes", of },
  ]);
  const models = Object.entries(lock.models).flatMap(([of, pin]): Pin[] => [
    { path: `models.${of}.reference`, value: modelReference(pin), kind: "model-reference", of },
    { path: `models.${of}.manifest`, value: pin.manifest, kind: "model-manifest", of },
  ]);
  const hosts = Object.entries(lock.hosts).flatMap(([of, pin]): Pin[] => [
    { path: `hosts.${of}.hostKey`, value: pin.hostKey, kind: "host-key", of },
    { path: `hosts.${of}.os`, value: osText(pin.os), kind: "host-os", of },
  ]);
  return [
    { path: "ladder", value: lock.ladder, kind: "ladder", of: "ladder" },
    ...artifacts,
    ...models,
    ...hosts,
  ];
}
