import type { Layout } from "../model/layout.ts";
import type { RegistryPin } from "../model/lock.ts";
import type { Answer } from "./fact.ts";

/** Where Ollama keeps the manifest of a model, below `manifests/` of its store. */
export const manifestPath = (pin: RegistryPin): string =>
  `${new URL(pin.registry).host}/${pin.repository}/${pin.tag}`;

/** The name Ollama prints: short for its own registry, in full for any other. */
export function ollamaName(pin: RegistryPin): string {
  const registry = new URL(pin.registry).host;
  if (registry !== "registry.ollama.ai") return `${registry}/${pin.repository}:${pin.tag}`;
  return `${pin.repository.replace(/^library\//, "")}:${pin.tag}`;
}

export const modelQuestions = (paths: Layout) => [
  { name: "kept-manifests", script: `ls '${paths.home}/manifests'` },
  { name: "blobs", script: `ls -ln '${paths.models}/blobs'` },
  { name: "snapshots", script: `cd '${paths.snapshots}' && ls -d */*` },
];

/** Reads every byte of every blob: minutes for a large store. `shasum` is a Perl program on a Mac: one call serves many. */
export const rotQuestion = (paths: Layout) => ({
  name: "rot",
  script: `find '${paths.models}/blobs' -type f -name 'sha256-*' ! -name '*-partial*' -exec shasum -a 256 {} +`,
});

/** Hex names of the blobs whose bytes are others; absent when one could not be read. */
export function parseRot({ stdout, exit }: Answer): readonly string[] | undefined {
  if (exit !== 0) return undefined;
  const lines = stdout.matchAll(/^([0-9a-f]{64}) [ *].*\/sha256-([0-9a-f]{64})$/gm);
  return [...lines].flatMap(([, saw, name]) => (name === undefined || saw === name ? [] : [name]));
}

/** Size in bytes by hex digest from `ls -ln`; partial downloads do not count. */
export function parseBlobs({ stdout }: Answer): Readonly<Record<string, number>> {
  const lines = stdout.matchAll(/^-\S+\s+\d+\s+\d+\s+\d+\s+(\d+)\s.*\ssha256-([0-9a-f]{64})$/gm);
  return Object.fromEntries([...lines].map(([, size, hex]) => [hex ?? "", Number(size)]));
}
